/** `remark` reaches those who read the message and are there, and is kept nowhere. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("remark is told where the message is, in a room and privately, and to nobody else", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const carol = await server.register("carol");
  const { id } = await ok(alice, "say", { text: "look" });
  await ok(bob, "remark", { id, text: " lol " });
  const told = await carol.event("remark");
  assert.deepEqual(
    [told["message"], told["room"], told["from"], told["by"], told["text"]],
    [id, "general", "alice", "bob", "lol"],
  );
  const secret = await ok(alice, "say", { text: "psst", to: "bob" });
  assert.equal(await refused(carol, "remark", { id: secret["id"], text: "x" }), "no_such_message");
  await ok(bob, "remark", { id: secret["id"], text: "hm" });
  assert.equal((await alice.event("remark", ({ text }) => text === "hm"))["to"], "bob");
  const before = await ok(alice, "poll", { last_id: 0 });
  await ok(bob, "remark", { id, text: "again" });
  assert.deepEqual((await ok(alice, "poll", { last_id: 0 }))["messages"], before["messages"]);
  await ok(alice, "say", { text: "the end" });
  await carol.event("message", ({ text }) => text === "the end");
  assert.ok(carol.lines.every((line) => line["text"] !== "hm"));
});

Deno.test("remark is refused for what is no short line, and to whoever is muted", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await ok(alice, "create", { room: "den" });
  await ok(bob, "join", { room: "den" });
  const { id } = await ok(alice, "say", { room: "den", text: "look" });
  assert.equal(await refused(bob, "remark", { id, text: "x".repeat(33) }), "bad_field");
  assert.equal(await refused(bob, "remark", { id, text: "x\ny" }), "bad_field");
  assert.equal(await refused(bob, "remark", { id, text: " " }), "empty_text");
  assert.equal(await refused(bob, "remark", { id: 999_999, text: "x" }), "no_such_message");
  await ok(alice, "filter", { room: "den", kind: "word", pattern: "darn", does: "refuse" });
  assert.equal(await refused(bob, "remark", { id, text: "darn" }), "filtered");
  await ok(alice, "mute", { room: "den", mask: "b*" });
  assert.equal(await refused(bob, "remark", { id, text: "x" }), "muted");
});
