/** Ways around measures, and ways up, that must not be any. */
import assert from "node:assert/strict";
import { ok, refused } from "../../support/requests.ts";
import { registerCast } from "../../support/staff.ts";
import type { Line } from "../../support/test_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("mute() leaves nothing that others read: no reason for being away, invitation, name, topic", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mod, bob } = await registerCast(server);
  const carol = await server.register("carol");
  await ok(bob, "create", { room: "own" });
  await ok(bob, "create", { room: "two" });
  await ok(mod, "mute", { username: "bob" });
  assert.equal(await refused(bob, "away", { reason: "all of you stink" }), "muted");
  await ok(bob, "away");
  assert.equal(await refused(bob, "invite", { room: "own", username: "carol" }), "muted");
  assert.equal(await refused(bob, "rename", { room: "own", name: "you-stink" }), "muted");
  assert.equal(await refused(bob, "create", { room: "you-stink" }), "muted");
  // Whoever is not in a room is not told what it does about them.
  await ok(bob, "ban", { room: "own", username: "carol", reason: "you stink" });
  await ok(bob, "mute", { room: "two", username: "carol", reason: "you stink" });
  await ok(carol, "ping");
  assert.deepEqual(carol.lines.filter(({ event }) => event === "measure"), []);
  assert.equal(await refused(carol, "join", { room: "own" }), "banned");
});

Deno.test("lift() ends a measure of a room by its number, for those who moderate there", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = [await server.register("alice"), await server.register("bob")];
  await ok(alice, "create", { room: "ops" });
  const { measure } = await ok(alice, "ban", { room: "ops", username: "bob" });
  assert.equal(await refused(bob, "lift", { measure }), "no_such_measure");
  await ok(alice, "lift", { measure });
  await ok(bob, "join", { room: "ops" });
  const own = await ok(alice, "mute", { room: "ops", username: "bob" });
  await ok(alice, "role", { room: "ops", username: "bob", role: "owner" });
  assert.equal(await refused(bob, "lift", { measure: own["measure"] }), "no_right");
});

Deno.test("the general room and the staff's room stay what they are, whoever asks", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, mod, owner, bob } = await registerCast(server);
  for (const client of [admin, owner]) {
    assert.equal(await refused(client, "rename", { room: "general", name: "x" }), "no_right");
    assert.equal(await refused(client, "delete_room", { room: "general" }), "no_right");
    assert.equal(await refused(client, "delete_room", { room: "moderation" }), "no_right");
  }
  assert.equal(await refused(bob, "create", { room: "general" }), "name_taken");
  // What the server says there is for nobody else.
  const toBob = { room: "moderation", username: "bob" };
  assert.equal(await refused(mod, "invite", toBob), "no_right");
  await ok(mod, "part", { room: "moderation" });
  await ok(admin, "invite", { room: "moderation", username: "mod" });
  await ok(mod, "join", { room: "moderation" });
});

Deno.test("delete_account() of the only owner of the server is refused, and leaves no owner behind", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, owner } = await registerCast(server);
  for (const messages of ["keep", "remove"]) {
    const request = { password: PASSWORD, messages };
    assert.equal(await refused(owner, "delete_account", request), "last_owner");
  }
  await ok(owner, "grant", { username: "admin", role: "owner" });
  await ok(owner, "delete_account", { password: PASSWORD, messages: "keep" });
  // An account that is gone is no owner any more, so this one is the last.
  assert.equal(await refused(admin, "grant", { username: "admin", role: "user" }), "last_owner");
});

Deno.test("purge() finds what an account wrote before it ended", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mod, bob, owner } = await registerCast(server);
  await ok(bob, "say", { text: "spam" });
  await ok(bob, "delete_account", { password: PASSWORD, messages: "keep" });
  assert.deepEqual(await ok(mod, "purge", { username: "BOB" }).then(({ removed }) => removed), 1);
  assert.equal(await refused(mod, "purge", { username: "nobody" }), "no_such_user");
  const { entries } = await ok(owner, "audit", { about: "bob", of: "purge" });
  assert.equal(entries.length, 1);
});

Deno.test("reports stay when their room goes, until somebody has looked at them", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const { bob, mod } = await registerCast(server);
    const carol = await server.register("carol");
    await ok(bob, "create", { room: "den", visibility: "private" });
    await ok(bob, "invite", { room: "den", username: "carol" });
    await ok(carol, "join", { room: "den" });
    const { id } = await ok(bob, "say", { room: "den", text: "evil" });
    await ok(carol, "report", { id });
    await ok(bob, "delete_room", { room: "den" });
    // Whoever makes a room of the same name gets nothing of the old one.
    await ok(carol, "create", { room: "den" });
    assert.deepEqual((await ok(carol, "reports"))["reports"], []);
    assert.equal((await ok(mod, "reports"))["reports"].length, 1);
  }
  await using server = await startServer(folder);
  const mod = await server.login("mod");
  const { reports } = await ok(mod, "reports");
  assert.deepEqual(
    reports.map((report: Line) => [report["room"], report["from"], report["text"]]),
    [["den", "bob", "evil"]],
  );
  await ok(mod, "resolve_report", { report: reports[0]["report"], note: "seen" });
  assert.deepEqual((await ok(mod, "reports"))["reports"], []);
});

Deno.test("filter() acts on topics, too", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, bob } = await registerCast(server);
  await ok(admin, "filter", { kind: "word", pattern: "darn", does: "refuse" });
  await ok(admin, "filter", { kind: "word", pattern: "heck", does: "mask" });
  assert.equal(await refused(bob, "topic", { room: "general", topic: "darn it" }), "filtered");
  assert.equal(await refused(bob, "create", { room: "x", topic: "darn it" }), "filtered");
  assert.equal((await ok(bob, "topic", { room: "general", topic: "oh heck" }))["topic"], "oh ****");
  assert.equal((await admin.event("topic"))["topic"], "oh ****");
  assert.equal((await ok(bob, "create", { room: "x", topic: "heck no" }))["topic"], "**** no");
});

Deno.test("checkPace() counts the time that passes, also when the clock is set back", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.parse("2026-11-20T17:00:00.000Z"), elapsedMs: 0 };
  await using server = await startServer(folder, {
    now: () => clock.ms,
    elapsed: () => clock.elapsedMs,
  });
  const [alice, bob] = [await server.register("alice"), await server.register("bob")];
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  await ok(alice, "slow", { room: "ops", seconds: 10 });
  await ok(bob, "say", { room: "ops", text: "one" });
  assert.equal(await refused(bob, "say", { room: "ops", text: "two" }), "slow_down");
  clock.ms -= 3_600_000;
  assert.equal(await refused(bob, "say", { room: "ops", text: "two" }), "slow_down");
  // The time goes on a little slower until the clock has come up to it.
  clock.elapsedMs += 12_000;
  await ok(bob, "say", { room: "ops", text: "two" });
  assert.equal(await refused(bob, "say", { room: "ops", text: "three" }), "slow_down");
});
