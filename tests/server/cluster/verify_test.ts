/** Whether nodes have the same is found out while they run; what one copies of itself begins another one. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { databasePath } from "../../../server/journal/database/database.ts";
import { LEVELS } from "../../../server/journal/log/levels.ts";
import { assertSame, startNode } from "../../support/cluster.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { ok } from "../../support/requests.ts";
import { runChat } from "../../support/run_chat.ts";
import type { Line } from "../../support/test_client.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** Runs `chat admin cluster …` on the folder of a node. */
function admin({ path }: { path: string }, ...args: string[]) {
  return runChat(["admin", "cluster", ...args, "--data", path]);
}

natsTest("chat admin cluster verify finds a table that one node has otherwise", async () => {
  await using nats = await NatsServers.start(1);
  using first = new TemporaryFolder();
  using second = new TemporaryFolder();
  await using a = await startNode(first, { nats, node: "a" });
  const alice = await a.register("alice");
  {
    await using _b = await startNode(second, { nats, node: "b" });
    await ok(alice, "say", { room: "general", text: "the same" });
    let isOver = false;
    const writing = (async () => {
      for (let i = 0; !isOver; i++) await ok(alice, "say", { room: "general", text: `${i}` });
    })();
    const { code, stdout, stderr } = await admin(first, "verify");
    isOver = true;
    await writing;
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^a +\d+ +[0-9a-f]{12} .*\nb +\d+ +[0-9a-f]{12} .*\nAll nodes have/m);
  }
  {
    using database = new DatabaseSync(databasePath(second.path));
    database.exec("UPDATE messages SET text = 'otherwise' WHERE text = 'the same'");
  }
  {
    await using _b = await startNode(second, { nats, node: "b" });
    const { code, stdout } = await admin(second, "verify", "--json");
    const { agree, differences, nodes } = JSON.parse(stdout);
    assert.deepEqual(differences.map(({ of }: Line) => of), ["messages"]);
    assert.deepEqual(Object.keys(differences[0].nodes), ["a", "b"]);
    assert.equal(new Set(nodes.map(({ digest }: Line) => digest)).size, 1);
    assert.equal(agree, false);
    assert.equal(code, 1);
  }
  const { code, stdout, stderr } = await admin(first, "verify");
  assert.match(stdout, /^Not compared: b$/m, stderr);
  assert.equal(code, 1);
});

natsTest("chat admin cluster snapshot makes a folder that another node begins with", async () => {
  await using nats = await NatsServers.start(1);
  using first = new TemporaryFolder();
  using place = new TemporaryFolder();
  const seed = { path: join(place.path, "seed") };
  {
    await using a = await startNode(first, { nats, node: "a" });
    const alice = await a.register("alice");
    await ok(alice, "say", { room: "general", text: "before" });
    const { code, stdout, stderr } = await admin(first, "snapshot", seed.path);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /seed: the node as it was at position \d+ of the log/);
    const again = await admin(first, "snapshot", seed.path);
    assert.match(again.stderr, /it is there already/);
    assert.equal(again.code, 1);
    await ok(alice, "say", { room: "general", text: "after" });
    await using c = await startNode(seed, { nats, node: "c" });
    const there = await c.login("alice");
    const { messages } = await ok(there, "history", { room: "general" });
    assert.deepEqual(messages.map(({ text }: Line) => text), ["before", "after"]);
  }
  assertSame([first, seed]);
});

natsTest("chat admin cluster upgrade names the nodes that the others wait for", async () => {
  await using nats = await NatsServers.start(1);
  using first = new TemporaryFolder();
  using second = new TemporaryFolder();
  const cluster = { levels: { program: LEVELS.program + 1, kinds: {} } };
  {
    await using _a = await startNode(first, { nats, node: "a" });
    await using _b = await startNode(second, { nats, node: "b" });
    const { code, stdout } = await admin(first, "upgrade");
    assert.match(stdout, /All nodes have all/);
    assert.equal(code, 0);
  }
  await using _a = await startNode(first, { nats, node: "a", cluster });
  // Also one that is away.
  const { code, stdout } = await admin(first, "upgrade");
  assert.match(stdout, /^Still to be replaced: b$/m);
  assert.equal(code, 1);
});
