/** What nodes tell each other without storing it: what they count, and who waits to be taken in. */
import assert from "node:assert/strict";
import type { ClusterSettings } from "../../../server/cluster/settings.ts";
import { WRONG_CODES_LEVEL } from "../../../server/journal/log/known_levels.ts";
import { LEVELS } from "../../../server/journal/log/levels.ts";
import { shownCode } from "../../support/authenticator.ts";
import { startNode } from "../../support/cluster.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { ok, refused } from "../../support/requests.ts";
import type { TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder, type TestServer } from "../../support/test_server.ts";
import { DEFAULT_SERVE_OPTIONS, type ServeOptions } from "../../../server/start/serve_options.ts";

const { rates } = DEFAULT_SERVE_OPTIONS;

/** Two nodes with a person at each. */
async function withNodes(
  options: Partial<Pick<ServeOptions, "limits" | "rates" | "web">> & {
    cluster?: Partial<ClusterSettings>;
  },
  test: (
    nodes: { a: TestServer; b: TestServer; alice: TestClient; bob: TestClient },
  ) => Promise<void>,
): Promise<void> {
  await using nats = await NatsServers.start(1);
  using folder = new TemporaryFolder();
  using second = new TemporaryFolder();
  await using a = await startNode(folder, { ...options, nats, node: "a" });
  await using b = await startNode(second, { ...options, nats, node: "b" });
  const alice = await a.register("alice");
  const bob = await b.register("bob");
  await test({ a, b, alice, bob });
}

/** What was told before this has arrived at the other node. */
async function settled(teller: TestClient, hearer: TestClient): Promise<void> {
  const heard = hearer.event("typing");
  await ok(teller, "typing", { room: "general" });
  await heard;
}

natsTest(
  "a device that asks at one node is taken in by one at another node",
  () =>
    withNodes({}, async ({ a, b, alice, bob }) => {
      const asker = await b.login("alice");
      const heard = alice.event("link_request");
      const { link } = await ok(asker, "link", { request: "bmV3" });
      assert.equal((await heard)["link"], link);
      const { requests } = await ok(alice, "link", {});
      assert.deepEqual(requests.map((one: { link: number }) => one.link), [link]);
      const answered = asker.event("link_answer");
      await ok(alice, "link", { link, answer: "b2xk" });
      assert.equal((await answered)["answer"], "b2xk");
      assert.equal((await ok(asker, "link", {}))["answer"], "b2xk");
      assert.equal(
        (await alice.request("link", { link, answer: "b2xk" }))["error"],
        "no_such_link",
      );
      // Numbers of two nodes are never the same.
      const another = await ok(await a.login("alice"), "link", { request: "bmV3" });
      assert.notEqual(another["link"], link);
      void bob;
    }),
);

natsTest("wrong passwords at one node count at the others", () => {
  const logins = { ...rates.logins, guesses: { burst: 3, perSecond: 1 / 3_600 } };
  return withNodes({ limits: true, rates: { ...rates, logins } }, async ({ a, b, alice, bob }) => {
    const guesser = await a.connect();
    for (let guess = 0; guess < 3; guess++) {
      const answer = await guesser.request("login", {
        username: "nobody",
        password: `no ${guess}`,
      });
      assert.equal(answer["error"], "bad_credentials");
    }
    await settled(alice, bob);
    const other = await b.connect();
    const answer = await other.request("login", { username: "nobody", password: "no" });
    assert.equal(answer["error"], "slow_down");
  });
});

natsTest("accounts that are made at one node count at the others", () => {
  const registrations = {
    ...rates.registrations,
    accounts: { burst: 3, perSecond: 1 / 3_600 },
  };
  return withNodes(
    { limits: true, rates: { ...rates, registrations } },
    async ({ a, b, alice, bob }) => {
      // Alice and Bob were two.
      await a.register("carol");
      await settled(alice, bob);
      const answer = await (await b.connect()).request("register", {
        username: "dave",
        password: PASSWORD,
      });
      assert.equal(answer["error"], "slow_down");
    },
  );
});

/** Nodes of this program, and such of one that counts wrong codes at the nodes. */
const PROGRAMS = [LEVELS, { ...LEVELS, program: WRONG_CODES_LEVEL - 1 }];

for (const levels of PROGRAMS) {
  natsTest(
    `wrong codes at one node count at the others, at level ${levels.program}`,
    () =>
      withNodes({ limits: true, cluster: { levels } }, async ({ b, alice, bob }) => {
        const { secret } = await ok(alice, "second_factor", { password: PASSWORD });
        const code = shownCode(secret, Date.now());
        await ok(alice, "enable_second_factor", { code });
        const wrong = String((Number(code) + 500_000) % 1_000_000).padStart(6, "0");
        const asked = { password: PASSWORD, code: wrong };
        for (let guess = 0; guess < 10; guess++) {
          assert.equal(await refused(alice, "disable_second_factor", asked), "bad_code");
        }
        await settled(alice, bob);
        const login = { username: "alice", password: PASSWORD, code: wrong };
        assert.equal(await refused(await b.connect(), "login", login), "slow_down");
      }),
  );
}

/** How many messages somebody may say before one is refused. */
async function sayable(client: TestClient, name: string): Promise<number> {
  for (let said = 0;; said++) {
    const answer = await client.request("say", { room: "general", text: `${name} ${said}` });
    if (answer["error"] === "slow_down") return said;
    assert.equal(answer["ok"], true, JSON.stringify(answer));
  }
}

natsTest("who is at two nodes may do half at each, also without a connection", () => {
  const account = { ...rates.account, message: { burst: 8, perSecond: 1 / 3_600 } };
  const web = { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] };
  const options = { limits: true, rates: { ...rates, account }, web };
  return withNodes(options, async ({ a, b, alice, bob }) => {
    assert.equal(await sayable(bob, "alone"), 8);
    await b.login("alice");
    await settled(bob, alice);
    assert.equal(await sayable(alice, "here"), 4);
    // Carol is connected to one node, and asks the other one by HTTP.
    const carol = await a.connect();
    const { token } = await ok(carol, "register", { username: "carol", password: PASSWORD });
    const answer = await fetch(`http://127.0.0.1:${b.running.webPort}/api/v1/rooms`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: "{}",
    });
    assert.equal(answer.status, 200, await answer.text());
    await settled(bob, alice);
    assert.equal(await sayable(carol, "carol"), 4);
  });
});
