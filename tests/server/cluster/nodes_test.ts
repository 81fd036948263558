/** Servers that share a log are one chat: what is said at one is heard at all, in one order. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { assertSame, startNode } from "../../support/cluster.ts";
import { DEADLINE_MS, within } from "../../support/deadline.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { ok } from "../../support/requests.ts";
import { runChat } from "../../support/run_chat.ts";
import type { Line, TestClient } from "../../support/test_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

function said(client: TestClient, text: string): Promise<Line> {
  return client.event("message", (line) => line.text === text);
}

natsTest(
  "what is said at one node is heard at the other, and both have the same database",
  async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using second = new TemporaryFolder();
    {
      await using a = await startNode(first, { nats, node: "a" });
      const alice = await a.register("alice");
      await ok(alice, "say", { room: "general", text: "before", nonce: "1" });
      await using b = await startNode(second, { nats, node: "b" });
      const bob = await b.register("bob");
      await ok(alice, "say", { room: "general", text: "from a", nonce: "2" });
      assert.equal((await said(bob, "from a")).from, "alice");
      await ok(bob, "say", { room: "general", text: "from b", nonce: "3" });
      assert.equal((await said(alice, "from b")).from, "bob");
      const again = await b.connect();
      await ok(again, "login", { username: "alice", password: PASSWORD });
      const { messages } = await ok(again, "history", { room: "general" });
      assert.deepEqual(messages.map(({ text }: Line) => text), ["before", "from a", "from b"]);
    }
    assertSame([first, second]);
  },
);

natsTest(
  "a node that was away catches up, and nothing that was sent twice is there twice",
  async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using second = new TemporaryFolder();
    {
      await using a = await startNode(first, { nats, node: "a" });
      const alice = await a.register("alice");
      {
        await using b = await startNode(second, { nats, node: "b" });
        const there = await b.login("alice");
        await ok(there, "say", { room: "general", text: "once", nonce: "n" });
      }
      // The answer may have been lost with the node; whoever asks again at another one is told the same.
      await ok(alice, "say", { room: "general", text: "once", nonce: "n" });
      for (let i = 0; i < 300; i++) {
        await ok(alice, "say", { room: "general", text: `while away ${i}`, nonce: `w${i}` });
      }
      await using b = await startNode(second, { nats, node: "b" });
      const there = await b.login("alice");
      const { messages } = await ok(there, "poll", { last_id: 0 });
      const texts = messages.map(({ text }: Line) => text);
      assert.equal(texts.filter((text: string) => text === "once").length, 1);
      const { messages: newest } = await ok(there, "history", { room: "general", limit: 1 });
      assert.equal(newest[0].text, "while away 299");
    }
    assertSame([first, second]);
  },
);

natsTest(
  "everybody is seen at every node: who comes and goes, who writes, who is away",
  async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using second = new TemporaryFolder();
    {
      await using a = await startNode(first, { nats, node: "a" });
      const alice = await a.register("alice");
      await using b = await startNode(second, { nats, node: "b" });
      const bob = await b.register("bob");
      assert.equal(
        (await alice.event("joined", ({ username }) => username === "bob")).room,
        "general",
      );
      // Who was there before is known to a node that has come later.
      const { users } = await ok(bob, "who", { room: "general" });
      assert.deepEqual(users.map(({ username }: Line) => username), ["alice", "bob"]);
      await ok(bob, "typing", { room: "general" });
      assert.equal((await alice.event("typing")).username, "bob");
      await ok(bob, "away", { reason: "lunch" });
      assert.equal((await alice.event("presence")).away, "lunch");
      assert.equal((await ok(alice, "whois", { username: "bob" })).connections, 1);
      // One of two connections at two nodes is no end.
      const there = await a.connect();
      await ok(there, "login", { username: "bob", password: PASSWORD });
      await bob.request("exit");
      await bob.ended;
      assert.equal((await ok(alice, "whois", { username: "bob" })).connections >= 1, true);
      await there.request("exit");
      assert.equal((await alice.event("left")).username, "bob");
    }
    assertSame([first, second]);
  },
);

natsTest("of two logins at two nodes one stays where an account may have one", async () => {
  await using nats = await NatsServers.start(1);
  using first = new TemporaryFolder();
  using second = new TemporaryFolder();
  const limit = { sessionsPerUser: 1, sessionConflict: "takeover" } as const;
  await using a = await startNode(first, { nats, node: "a", ...limit });
  const alice = await a.register("alice");
  await using b = await startNode(second, { nats, node: "b", ...limit });
  await b.login("alice");
  assert.equal((await alice.event("closing")).reason, "taken_over");
});

natsTest(
  "of logins at two nodes at the same time one stays where an account may have one",
  async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using second = new TemporaryFolder();
    const limit = { sessionsPerUser: 1, sessionConflict: "refuse" } as const;
    await using a = await startNode(first, { nats, node: "a", ...limit });
    await using b = await startNode(second, { nats, node: "b", ...limit });
    await (await a.register("alice")).request("exit");
    const witness = await b.register("witness");
    const connections = () =>
      ok(witness, "whois", { username: "alice" }).then(({ connections: count }) => count);
    for (let round = 0; round < 2; round++) {
      while (await connections() > 0);
      const clients = await Promise.all([a.connect(), b.connect()]);
      const ended = clients.map((client, index) => client.ended.then(() => index));
      const credentials = { username: "alice", password: PASSWORD };
      const answers = await Promise.all(clients.map((one) => one.request("login", credentials)));
      // One of them is refused at once, or put out when its node has heard of the other one.
      const refused = answers.findIndex((answer) => answer["ok"] !== true);
      const gone = refused >= 0 ? refused : await within(Promise.race(ended), "one to be put out");
      const other = clients[1 - gone];
      await ok(other as TestClient, "rooms", {});
      while (await connections() > 1);
      for (const client of clients) client.close();
    }
  },
);

natsTest("who is banned at one node is put out at the other one", async () => {
  await using nats = await NatsServers.start(1);
  using first = new TemporaryFolder();
  using second = new TemporaryFolder();
  await using a = await startNode(first, { nats, node: "a" });
  const alice = await a.register("alice");
  await ok(alice, "claim", { code: a.running.claimCode });
  await using b = await startNode(second, { nats, node: "b" });
  const bob = await b.register("bob");
  const closing = bob.event("closing");
  await ok(alice, "ban", { username: "bob" });
  assert.equal((await closing).reason, "banned");
  const again = await (await b.connect()).request("login", { username: "bob", password: PASSWORD });
  assert.equal(again["error"], "account_banned");
});

natsTest("chat admin cluster shows the nodes, and forgets one that is gone", async () => {
  await using nats = await NatsServers.start(1);
  using first = new TemporaryFolder();
  using second = new TemporaryFolder();
  await using a = await startNode(first, { nats, node: "a" });
  {
    await using b = await startNode(second, { nats, node: "b" });
    const bob = await b.register("bob");
    await ok(bob, "claim", { code: a.running.claimCode });
    // What a node does it tells the others once a second.
    let seen: Line[];
    do {
      ({ nodes: seen } = await ok(bob, "observe", {}));
    } while (seen[0]?.["figures"]?.proposed === undefined);
    assert.deepEqual(seen.map(({ node, state }) => `${node} ${state}`), ["a serving", "b here"]);
    assert.deepEqual([seen[1]?.["figures"].connections, seen[1]?.["figures"].accounts], [1, 1]);
    assert.ok(seen[1]?.["figures"].proposed > 0);
    const facts = await runChat(["admin", "status", "--data", first.path]);
    assert.match(facts.stdout, /^node a +here, keeper, 0 connections, /m);
    await a.log.line(/NODE b serving at \d+$/);
    assert.match(facts.stdout, /^node b +serving, 1 connection, .* entries\/s, log .* ms/m);
    const { code, stdout } = await admin(first, "status", "--json");
    const { differing, nodes } = JSON.parse(stdout);
    assert.deepEqual(differing, []);
    assert.deepEqual(nodes.map(({ node, state, keeper }: Line) => `${node} ${state} ${keeper}`), [
      "a here true",
      "b serving false",
    ]);
    assert.equal(code, 0, stdout);
    const alive = await admin(first, "leave", "b");
    assert.match(alive.stderr, /The node "b" lives; stop it first/);
    assert.equal(alive.code, 1);
  }
  await a.log.line(/NODE b gone at \d+$/);
  // A node that has stopped is heard of for some seconds more.
  const lateMs = performance.now() + DEADLINE_MS;
  let left = await admin(first, "leave", "b");
  while (left.code !== 0 && performance.now() < lateMs) left = await admin(first, "leave", "b");
  assert.equal(left.stdout, "b is no node of this cluster any more\n");
  assert.match((await admin(first, "leave", "b")).stderr, /has no node "b"/);
  // Without a server the folder is nobody's to change.
  await a.stop();
  const alone = await admin(first, "status");
  assert.match(alone.stderr, /belongs to a cluster/);
  assert.equal(alone.code, 1);
});

/** Runs `chat admin cluster …` on the folder of a node. */
function admin({ path }: TemporaryFolder, ...args: string[]) {
  return runChat(["admin", "cluster", ...args, "--data", path]);
}

natsTest(
  "what is restored from a node's backup is a server by itself, or the first of a new cluster",
  async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using place = new TemporaryFolder();
    {
      await using a = await startNode(first, { nats, node: "a" });
      const alice = await a.register("alice");
      await ok(alice, "say", { room: "general", text: "kept" });
      const made = await runChat([
        "admin",
        "backup",
        join(place.path, "backup"),
        "--data",
        first.path,
      ]);
      assert.equal(made.code, 0, made.stderr);
    }
    const restored = { path: join(place.path, "data") };
    const [backup] = Deno.readDirSync(join(place.path, "backup"));
    const { code, stderr } = await runChat([
      "admin",
      "restore",
      join(place.path, "backup", backup?.name ?? ""),
      "--data",
      restored.path,
    ]);
    assert.equal(code, 0, stderr);
    {
      await using alone = await startServer(restored);
      const alice = await alone.login("alice");
      const { messages } = await ok(alice, "history", { room: "general" });
      assert.deepEqual(messages.map(({ text }: Line) => text), ["kept"]);
    }
    const cluster = {
      engine: "nats" as const,
      servers: nats.addresses,
      name: "another",
      node: "a",
      advertise: undefined,
      credentialsFile: undefined,
    };
    await using again = await startServer(restored, { cluster });
    assert.equal((await again.login("alice")).answer["ok"], true);
  },
);
