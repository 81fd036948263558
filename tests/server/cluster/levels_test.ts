/** Nodes with different programs: what only the newer one knows waits until all have it. */
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { LEVELS, type Levels, mayPropose, nextLevel } from "../../../server/journal/log/levels.ts";
import { startNode } from "../../support/cluster.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { within } from "../../support/deadline.ts";
import { ok } from "../../support/requests.ts";
import { type Line, TestClient } from "../../support/test_client.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** A program that comes after this one, in which topics are something new. */
const NEWER: Levels = { program: LEVELS.program + 1, kinds: { set_topic: LEVELS.program + 1 } };

Deno.test("nextLevel() is what all nodes can, and nothing as long as one does not say it", () => {
  assert.equal(nextLevel(1, [2, 2, 3]), 2);
  assert.equal(nextLevel(1, [2, 1, 3]), undefined);
  assert.equal(nextLevel(1, [2, undefined, 3]), undefined);
  assert.equal(nextLevel(2, [2, 2]), undefined);
});

Deno.test("mayPropose() asks for a level where a kind needs one", () => {
  assert.equal(mayPropose("set_topic", 1, LEVELS), true);
  assert.equal(mayPropose("set_topic", LEVELS.program, NEWER), false);
  assert.equal(mayPropose("set_topic", NEWER.program, NEWER), true);
});

/** Sets a topic once nodes have agreed that it may be set. */
async function setTopic(client: TestClient, topic: { room: string; topic: string }): Promise<void> {
  let answer: Line;
  do {
    answer = await client.request("topic", topic);
  } while (answer["error"] === "busy");
  assert.equal(answer["ok"], true, JSON.stringify(answer));
}

natsTest(
  "what a newer program can waits until every node has it, also one that is away",
  async () => {
    await using nats = await NatsServers.start(1);
    using folder = new TemporaryFolder();
    using second = new TemporaryFolder();
    using third = new TemporaryFolder();
    const topic = { room: "den", topic: "rolling" };
    {
      await using a = await startNode(folder, { nats, node: "a" });
      await using _b = await startNode(second, { nats, node: "b" });
      await ok(await a.register("alice"), "create", { room: "den" });
    }
    const cluster = { levels: NEWER };
    await using a = await startNode(folder, { nats, node: "a", cluster });
    const alice = await a.login("alice");
    const early = await alice.request("topic", topic);
    assert.equal(early["error"], "busy", JSON.stringify(early));
    assert.match(early["message"], /once all nodes/);
    {
      await using _b = await startNode(second, { nats, node: "b" });
      assert.equal((await alice.request("topic", topic))["error"], "busy");
    }
    // As it was before any of that.
    cpSync(second.path, third.path, { recursive: true });
    {
      await using b = await startNode(second, { nats, node: "b", cluster });
      const bob = await b.register("bob");
      await ok(bob, "join", { room: "den" });
      const changed = bob.event("topic");
      await within(setTopic(alice, topic), "all nodes to have agreed");
      assert.equal((await changed)["topic"], "rolling");
    }
    // Whoever comes with the older program now would not understand what the others say.
    for (const behind of [second, third]) {
      await assert.rejects(startNode(behind, { nats, node: "b" }), /run a newer program/);
    }
  },
);
