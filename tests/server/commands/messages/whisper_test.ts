/** `whisper` reaches those of a role and above in a room, and nobody else ever. */
import assert from "node:assert/strict";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("whisper is told to those of the role and above, and to who said it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await server.register("owner");
  const helper = await server.register("helper");
  const member = await server.register("member");
  const other = await server.register("other");
  await owner.request("create", { room: "lab" });
  for (const client of [helper, member, other]) await client.request("join", { room: "lab" });
  await owner.request("role", { room: "lab", username: "helper", role: "moderator" });

  const said = await member.request("whisper", { room: "lab", role: "moderator", text: "come" });
  assert.match(String(said["time"]), /^\d{4}-/);
  for (const client of [owner, helper, member]) {
    const { from, role, room, text } = await client.event("whisper");
    assert.deepEqual([from, role, room, text], ["member", "moderator", "lab", "come"]);
  }
  await helper.request("ignore", { username: "member" });
  await member.request("whisper", { room: "lab", role: "moderator", text: "once more" });
  assert.equal((await owner.event("whisper")).text, "once more");
  await owner.request("whisper", { room: "lab", role: "owner", text: "mine", kind: "notice" });
  assert.equal((await owner.event("whisper")).kind, "notice");
  // What comes next is seen by everybody, and nothing came before it.
  await owner.request("say", { room: "lab", text: "the end" });
  for (const client of [helper, other]) {
    await client.event("message", ({ text }) => text === "the end");
    assert.ok(client.unread().every(({ event }) => event !== "whisper"));
  }
  const history = await other.request("history", { room: "lab" });
  assert.doesNotMatch(JSON.stringify(history), /come|mine/);
});

Deno.test("whisper is refused to whoever could not say it in the room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await server.register("owner");
  const member = await server.register("member");
  const outsider = await server.register("outsider");
  await owner.request("create", { room: "lab" });
  await member.request("join", { room: "lab" });
  const fields = { room: "lab", role: "moderator", text: "x" };
  assert.equal((await outsider.request("whisper", fields))["error"], "not_a_member");
  assert.equal((await member.request("whisper", { ...fields, text: "" }))["error"], "empty_text");
  await owner.request("mute", { room: "lab", username: "member" });
  assert.equal((await member.request("whisper", fields))["error"], "muted");
});

Deno.test("whisper is masked by the filters of the room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await server.register("owner");
  const member = await server.register("member");
  await owner.request("create", { room: "lab" });
  await member.request("join", { room: "lab" });
  await owner.request("filter", { room: "lab", kind: "word", pattern: "darn", does: "mask" });
  const said = await member.request("whisper", { room: "lab", role: "owner", text: "darn it" });
  assert.equal(said["masked"], true);
  assert.equal((await owner.event("whisper")).text, "**** it");
});
