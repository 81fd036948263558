/** What the sentences of refusals tell people: why, for how long, and who may instead. */
import assert from "node:assert/strict";
import { ok } from "../../support/requests.ts";
import { registerOwner, registerStaff } from "../../support/staff.ts";
import type { Line, TestClient } from "../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

const now = () => Date.parse("2026-11-20T17:00:00.000Z");

/** The sentence with which a request is refused, and after how many seconds it may be granted. */
async function refusal(client: TestClient, action: string, fields: Line = {}) {
  const { message, ok, retry_after: retryAfter } = await client.request(action, fields);
  assert.equal(ok, false, `${action} was granted`);
  return [message, retryAfter];
}

Deno.test("join() tells somebody who is banned why and until when, over a restart", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder, { now });
    const [alice, bob] = [await server.register("alice"), await server.register("bob")];
    await ok(alice, "create", { room: "ops" });
    await ok(bob, "join", { room: "ops" });
    await ok(alice, "ban", { room: "ops", username: "bob", seconds: 600, reason: "noise" });
    const timed = ["You are banned from #ops until 2026-11-20 17:10 UTC: noise", 600];
    assert.deepEqual(await refusal(bob, "join", { room: "#Ops" }), timed);
    await ok(alice, "ban", { room: "ops", username: "bob" });
  }
  await using server = await startServer(folder, { now });
  const bob = await server.login("bob");
  const forGood = ["You are banned from #ops", undefined];
  assert.deepEqual(await refusal(bob, "join", { room: "ops" }), forGood);
});

Deno.test("say() tells members of a locked room that it is locked, and read-only ones what they are", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = [await server.register("alice"), await server.register("bob")];
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  const { id } = await ok(bob, "say", { room: "ops", text: "x" });
  await ok(alice, "lock", { room: "ops", locked: true });
  const [locked] = await refusal(bob, "say", { room: "ops", text: "x" });
  assert.equal(locked, "This room is locked: only those who moderate it write here");
  assert.deepEqual(await refusal(bob, "react", { id, emoji: "👍" }), [locked, undefined]);
  await ok(alice, "role", { room: "ops", username: "bob", role: "read_only" });
  const [readOnly] = await refusal(bob, "say", { room: "ops", text: "x" });
  assert.equal(readOnly, "You may read here but not write");
});

Deno.test("refusals of what takes a role on the server say which", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  const mod = await registerStaff(server, owner, { username: "mod", role: "moderator" });
  const bob = await server.register("bob");
  const moderators = "Only moderators, admins and owners of this server may do this";
  assert.deepEqual(await refusal(bob, "connections"), [moderators, undefined]);
  assert.deepEqual(await refusal(bob, "mute", { username: "mod" }), [moderators, undefined]);
  const [admins] = await refusal(mod, "ban", { network: "192.0.2.0/24" });
  assert.equal(admins, "Only admins and owners of this server may do this");
});

Deno.test("unban() and unmute() say who is not banned or muted, and from where", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  await server.register("bob");
  const cases: [string, Line, string][] = [
    ["unban", { username: "bob" }, "bob is not banned from this server"],
    ["unban", { username: "bob", room: "#General" }, "bob is not banned from #general"],
    ["unban", { network: "192.0.2.0/24" }, "192.0.2.0/24 is not banned"],
    ["unmute", { username: "bob" }, "bob is not muted on this server"],
    ["unmute", { username: "bob", room: "general" }, "bob is not muted in #general"],
  ];
  for (const [action, fields, sentence] of cases) {
    assert.equal((await refusal(owner, action, fields))[0], sentence);
  }
});
