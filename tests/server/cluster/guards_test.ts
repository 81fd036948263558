/** A node that must not go on says why and stops, or sends its people to the others. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../../server/journal/database/database.ts";
import { StartError } from "../../../server/base/start_error.ts";
import { startNode } from "../../support/cluster.ts";
import { IrcTestClient } from "../../support/irc/irc_test_client.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { ok } from "../../support/requests.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

natsTest(
  "a server under the name of one that serves is refused, and that one goes on",
  async () => {
    await using nats = await NatsServers.start(1);
    using folder = new TemporaryFolder();
    using second = new TemporaryFolder();
    await using a = await startNode(folder, { nats, node: "a" });
    await assert.rejects(
      startNode(second, { nats, node: "a" }),
      (error) => error instanceof StartError && /called a already and serves/.test(error.message),
    );
    await a.register("carol");
  },
);

natsTest(
  "of servers that come at once under one name one goes on, the others are refused",
  async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    await using _a = await startNode(first, { nats, node: "a" });
    const folders = [new TemporaryFolder(), new TemporaryFolder(), new TemporaryFolder()];
    const ends = await Promise.allSettled(
      folders.map((folder) => startNode(folder, { nats, node: "b" })),
    );
    const servers = ends.flatMap((end) => end.status === "fulfilled" ? [end.value] : []);
    for (const end of ends) {
      if (end.status === "rejected") {
        assert.match(
          end.reason.message,
          /called b already and starts;/,
        );
      }
    }
    const [server, ...more] = servers;
    assert.ok(server !== undefined && more.length === 0, `${servers.length} of them go on`);
    await server.register("carol");
    await server[Symbol.asyncDispose]();
    for (const folder of folders) folder[Symbol.dispose]();
  },
);

/** What an address answers over HTTP: the status, and when to ask again. */
async function answerAt(port: number | undefined, path: string, init: RequestInit = {}) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return {
    status: answer.status,
    again: answer.headers.get("Retry-After"),
    ...await answer.json(),
  };
}

natsTest("who has to leave a node is told where the others are", async () => {
  await using nats = await NatsServers.start(1);
  using folder = new TemporaryFolder();
  using second = new TemporaryFolder();
  const irc = {
    at: { host: "127.0.0.1", port: 0 },
    isPlain: true,
    name: undefined,
    nicks: "account" as const,
    registerEarly: false,
    passwordFile: undefined,
  };
  await using _a = await startNode(folder, {
    nats,
    node: "a",
    cluster: { advertise: "a.test:5000" },
  });
  const b = await startNode(second, {
    nats,
    node: "b",
    cluster: { advertise: "b.test:5000" },
    irc,
  });
  const bob = await TestClient.connect({ port: b.running.port });
  await ok(bob, "register", { username: "bob", password: PASSWORD });
  const closing = bob.event("closing");
  const chatter = await IrcTestClient.connect(b.running.ircPort ?? 0);
  await b.stop();
  const text = "The server is being stopped; others are at a.test:5000";
  assert.equal((await closing)["message"], text);
  assert.ok((await chatter.until("ERROR")).params.join().includes(text));
  bob.close();
  await chatter[Symbol.asyncDispose]();
});

natsTest("a node whose clock is not that of the others takes nothing, and says so", async () => {
  await using nats = await NatsServers.start(1);
  using folder = new TemporaryFolder();
  using second = new TemporaryFolder();
  await using a = await startNode(folder, { nats, node: "a" });
  const now = () => Date.now() + 10_000;
  const web = { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] };
  await using b = await startNode(second, { nats, node: "b", now, web });
  await b.log.line(/The clock of this machine is \d+ s ahead of that of a/);
  const bob = await b.connect();
  const answer = await bob.request("register", { username: "bob", password: PASSWORD });
  assert.equal(answer["error"], "busy", JSON.stringify(answer));
  // Programs and proxies are told to go elsewhere, too.
  const { webPort } = b.running;
  assert.deepEqual(await answerAt(webPort, "/health/ready"), {
    status: 503,
    again: null,
    ok: false,
    error: "busy",
  });
  assert.equal((await answerAt(webPort, "/health/live")).status, 200);
  const { error, again, status } = await answerAt(webPort, "/api/v1/register", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username: "bob", password: PASSWORD }),
  });
  assert.deepEqual([error, again, status], ["busy", "1", 503]);
  await a.register("alice");
});

natsTest(
  "a node without the log sends its people away, and takes them again when it is back",
  async () => {
    await using nats = await NatsServers.start(1);
    using folder = new TemporaryFolder();
    // Its seconds are short, so that nobody waits for long.
    const elapsed = () => Math.floor(performance.now() * 4);
    const timeouts = { loginMs: 600_000, pingMs: 600_000, stallMs: 600_000 };
    await using a = await startNode(folder, { nats, node: "a", elapsed, timeouts });
    const alice = await a.register("alice");
    await nats.server(0).kill();
    assert.match((await alice.event("closing")).message, /lost the others of its cluster/);
    await assert.rejects(a.connect(), /use another one of them/);
    await nats.server(0).start();
    await a.log.line(/The log is back/);
    await a.login("alice");
  },
);

natsTest(
  "a node whose database is another one than that of the others stops, and they go on",
  async () => {
    await using nats = await NatsServers.start(1);
    const folders = Array.from({ length: 3 }, () => new TemporaryFolder());
    const [first, second, third] = folders as [TemporaryFolder, TemporaryFolder, TemporaryFolder];
    try {
      await using a = await startNode(first, { nats, node: "a" });
      await using _c = await startNode(third, { nats, node: "c" });
      await (await startNode(second, { nats, node: "b" })).stop();
      {
        using database = new DatabaseSync(databasePath(second.path));
        database.exec("UPDATE shared_log SET digest = 'another'");
      }
      await using b = await startNode(second, { nats, node: "b" });
      await b.log.line(/FATAL The database here is not the one of a, c/);
      const alice = await a.register("alice");
      await ok(alice, "say", { room: "general", text: "goes on" });
    } finally {
      for (const folder of folders) folder[Symbol.dispose]();
    }
  },
);

natsTest(
  "folders of another cluster, and those with a database of their own, are refused",
  async () => {
    await using nats = await NatsServers.start(1);
    using folder = new TemporaryFolder();
    using own = new TemporaryFolder();
    using foreign = new TemporaryFolder();
    await using _a = await startNode(folder, { nats, node: "a" });
    await (await startServer(own)).stop();
    await assert.rejects(startNode(own, { nats, node: "b" }), /has a database of its own/);
    {
      await using others = await NatsServers.start(1);
      await (await startNode(foreign, { nats: others, node: "b" })).stop();
    }
    await assert.rejects(startNode(foreign, { nats, node: "b" }), (error: Error) => {
      assert.ok(error instanceof StartError);
      assert.match(error.message, /belongs to another cluster/);
      return true;
    });
  },
);
