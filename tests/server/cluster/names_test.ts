/** Of one name that is asked for at two nodes, as a nick or for a guest, one gets it: the log decides. */
import assert from "node:assert/strict";
import { assertSame, startNode } from "../../support/cluster.ts";
import { within } from "../../support/deadline.ts";
import { IrcTestClient } from "../../support/irc/irc_test_client.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { ok } from "../../support/requests.ts";
import type { Line, TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder, type TestServer } from "../../support/test_server.ts";

const IRC = {
  irc: {
    at: { host: "127.0.0.1", port: 0 },
    isPlain: true,
    name: undefined,
    nicks: "free" as const,
    registerEarly: false,
    passwordFile: undefined,
  },
};

/** What two requests at once were answered: one was granted, and the other refused with an error. */
async function oneOf(...asked: Promise<Line>[]): Promise<{ granted: number; error: unknown }> {
  const answers = await Promise.all(asked);
  const granted = answers.findIndex(({ ok }) => ok === true);
  const refused = answers.filter(({ ok }) => ok !== true);
  assert.equal(refused.length, 1, JSON.stringify(answers));
  return { granted, error: refused[0]?.["error"] };
}

/** Asks until it is granted: what was told at another node may be on its way. */
async function atLast(asking: () => Promise<Line>, what: string): Promise<void> {
  async function ask(): Promise<void> {
    while ((await asking())["ok"] !== true);
  }
  await within(ask(), what);
}

natsTest("of two who want one nick at two nodes one gets it, and nobody its name", async () => {
  await using nats = await NatsServers.start(1);
  using first = new TemporaryFolder();
  using second = new TemporaryFolder();
  {
    await using a = await startNode(first, { nats, node: "a", ...IRC });
    const alice = await a.register("alice");
    const people: TestClient[] = [alice];
    {
      await using b = await startNode(second, { nats, node: "b", ...IRC });
      people.push(await b.register("bob"));
      for (let round = 0; round < 10; round++) {
        const asking = people.map((one) => one.request("nick", { username: `star${round}` }));
        assert.equal((await oneOf(...asking)).error, "name_taken");
      }
      await ok(alice, "nick", { username: "star" });
      const bob = people[1] as TestClient;
      assert.equal((await bob.request("nick", { username: "Star" }))["error"], "name_taken");
      const carol = await (await b.connect()).request("register", {
        username: "star",
        password: PASSWORD,
      });
      assert.equal(carol["error"], "name_taken");
    }
    // A node that was away knows whose it is, and when it is free again.
    await using b = await startNode(second, { nats, node: "b", ...IRC });
    const bob = await b.login("bob");
    assert.equal((await bob.request("nick", { username: "star" }))["error"], "name_taken");
    await alice.request("exit");
    await atLast(() => bob.request("nick", { username: "star" }), "the nick to be free");
  }
  assertSame([first, second]);
});

/** Logs in on IRC under a nick. */
async function enterIrc(
  node: TestServer,
  nick: string,
  account: string,
): Promise<IrcTestClient> {
  const client = await IrcTestClient.connect(node.running.ircPort ?? 0);
  const lines = [`PASS :${account}:${PASSWORD}`, `NICK ${nick}`, `USER ${nick} 0 * :${nick}`];
  await client.send(...lines);
  await client.until("001");
  await client.settled();
  return client;
}

natsTest("a nick is seen on IRC at all nodes, by those who watch it as well", async () => {
  await using nats = await NatsServers.start(1);
  using first = new TemporaryFolder();
  using second = new TemporaryFolder();
  await using a = await startNode(first, { nats, node: "a", ...IRC });
  await a.register("alice");
  await using b = await startNode(second, { nats, node: "b", ...IRC });
  await b.register("bob");
  await using bob = await enterIrc(b, "bob", "bob");
  await bob.ask("MONITOR + star");
  await using alice = await enterIrc(a, "star", "alice");
  assert.equal((await bob.until("NICK")).params[0], "star");
  assert.match((await bob.until("730")).params.at(-1) ?? "", /^star/);
  assert.ok((await bob.ask("NICK star")).some(({ command }) => command === "433"));
  // On another connection, at another node, it is called the same.
  await using there = await enterIrc(b, "alice", "alice");
  assert.ok((await there.ask("WHOIS star")).some(({ command }) => command === "311"));
  await alice.send("NICK comet");
  assert.equal((await there.until("NICK")).params[0], "comet");
  await alice.send("QUIT :bye");
  await bob.send("PRIVMSG comet :still there");
  assert.deepEqual((await there.until("PRIVMSG")).params, ["comet", "still there"]);
});

/** Comes in as a guest; says what was answered. */
async function guest(node: TestServer, username: string): Promise<TestClient & { answer: Line }> {
  const client = await node.connect();
  return Object.assign(client, { answer: await client.request("guest", { username }) });
}

natsTest("guests have their names at all nodes, and go on where their node ends", async () => {
  await using nats = await NatsServers.start(1);
  using first = new TemporaryFolder();
  using second = new TemporaryFolder();
  {
    await using b = await startNode(second, { nats, node: "b", guests: true });
    const a = await startNode(first, { nats, node: "a", guests: true });
    for (let round = 0; round < 5; round++) {
      const asking = [guest(a, `visitor${round}`), guest(b, `visitor${round}`)];
      const { granted, error } = await oneOf(...asking.map(async (one) => (await one).answer));
      assert.equal(error, "name_taken");
      // The name is free as soon as its guest has gone, at the other node as well.
      await (await asking[granted])?.request("exit");
      const other = granted === 0 ? b : a;
      await atLast(
        async () => (await guest(other, `visitor${round}`)).answer,
        "the name to be free",
      );
    }
    const { answer } = await guest(a, "traveller");
    await a.stop();
    const there = await b.connect();
    await ok(there, "login", { token: answer["token"] });
    await ok(there, "join", { room: "general" });
    const { answer: taken } = await guest(b, "traveller");
    assert.equal(taken["error"], "name_taken");
  }
  assertSame([first, second]);
});
