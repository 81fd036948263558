/** Bans, mutes and kicks of accounts: who they reach, for how long, and over a restart. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../../support/test_server.ts";

const START_MS = Date.parse("2026-11-20T17:00:00.000Z");

/** A clock that a test moves. */
class Clock {
  ms = START_MS;
  readonly now = () => this.ms;
}

async function cast(server: TestServer) {
  const owner = await registerOwner(server, "owner");
  const mod = await registerStaff(server, owner, { username: "mod", role: "moderator" });
  const bob = await server.register("bob");
  return { owner, mod, bob };
}

/** What the server said last in the staff's room that matches. */
async function announcement(client: TestClient, pattern: RegExp): Promise<string> {
  const { text } = await client.event(
    "message",
    ({ from, text }) => from === "*server*" && pattern.test(text),
  );
  return text;
}

function loginAs(client: TestClient, username: string, password = PASSWORD): Promise<Line> {
  return client.request("login", { username, password });
}

Deno.test("ban() ends all sessions of an account at once, and says why", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mod, bob } = await cast(server);
  const devices = [bob, await server.login("bob"), await server.login("bob")];
  const { measure, until } = await ok(mod, "ban", { username: "BOB", reason: "spam" });
  assert.equal(until, undefined);
  for (const device of devices) {
    const told = await device.event("measure");
    assert.deepEqual([told["kind"], told["username"], told["by"], told["reason"]], [
      "ban",
      "bob",
      "mod",
      "spam",
    ]);
    const closing = await device.event("closing");
    assert.deepEqual([closing["reason"], closing["message"]], [
      "banned",
      "You are banned from this server: spam",
    ]);
    await device.ended;
  }
  assert.equal(await announcement(mod, /banned/), "mod banned bob: spam");
  const { measures } = await ok(mod, "measures");
  assert.deepEqual(
    measures.map((line: Line) => [line["measure"], line["kind"], line["username"]]),
    [
      [measure, "ban", "bob"],
    ],
  );
  assert.equal(measures[0]["by"], "mod");
});

Deno.test("login() tells of a ban only those who know the password, and refuses tokens too", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mod, bob } = await cast(server);
  const token = bob.answer["token"];
  await ok(mod, "ban", { username: "bob", seconds: 3_600, reason: "spam" });
  const client = await server.connect();
  assert.equal((await loginAs(client, "bob", "wrong horse 7"))["error"], "bad_credentials");
  const answer = await loginAs(client, "bob");
  assert.equal(answer["error"], "account_banned");
  assert.match(answer["message"], /^You are banned from this server until 20.* UTC: spam$/);
  assert.ok(answer["retry_after"] > 3_590 && answer["retry_after"] <= 3_600);
  const resumed = await client.request("login", { token });
  assert.equal(resumed["error"], "account_banned");
  await ok(mod, "unban", { username: "bob" });
  assert.equal((await client.request("login", { token }))["ok"], true);
});

Deno.test("ban() refuses what was on its way and logins in the same moment", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mod, bob } = await cast(server);
  const token = bob.answer["token"];
  const device = await server.connect();
  const [, said, login] = await Promise.all([
    ok(mod, "ban", { username: "bob" }),
    bob.request("say", { text: "too late?" }).catch(() => ({ ok: false })),
    device.request("login", { token }).catch(() => ({ ok: false })),
  ]);
  await bob.ended;
  if (login["ok"] === true) await device.ended;
  const { messages } = await ok(mod, "history", { room: "general" });
  assert.equal(messages.length, said["ok"] === true ? 1 : 0);
});

Deno.test("ban() holds over a restart and ends at its time, to the millisecond", async () => {
  using folder = new TemporaryFolder();
  const clock = new Clock();
  {
    await using server = await startServer(folder, clock);
    const { mod } = await cast(server);
    const { until } = await ok(mod, "ban", { username: "bob", seconds: 600 });
    assert.equal(until, "2026-11-20T17:10:00.000Z");
  }
  await using server = await startServer(folder, clock);
  const mod = await server.login("mod");
  const client = await server.connect();
  clock.ms = START_MS + 600_000 - 1;
  assert.equal((await loginAs(client, "bob"))["error"], "account_banned");
  assert.equal((await ok(mod, "measures"))["measures"].length, 1);
  clock.ms += 1;
  assert.equal((await loginAs(client, "bob"))["ok"], true);
  assert.deepEqual((await ok(mod, "measures"))["measures"], []);
  assert.equal(await announcement(mod, /is over/), "The ban of bob is over");
  const lifted = await client.event("measure");
  assert.deepEqual([lifted["kind"], lifted["by"], lifted["lifted"]], ["ban", "server", true]);
});

Deno.test("ban() in the place of another one counts from then on", async () => {
  using folder = new TemporaryFolder();
  const clock = new Clock();
  await using server = await startServer(folder, clock);
  const { mod } = await cast(server);
  const first = await ok(mod, "ban", { username: "bob", seconds: 60 });
  const second = await ok(mod, "ban", { username: "bob", reason: "again" });
  clock.ms += 3_600_000;
  const { measures } = await ok(mod, "measures", { kind: "ban" });
  assert.deepEqual(measures.map((line: Line) => line["measure"]), [second["measure"]]);
  assert.equal((await loginAs(await server.connect(), "bob"))["error"], "account_banned");
  assert.equal(await refused(mod, "lift", { measure: first["measure"] }), "no_such_measure");
  await ok(mod, "lift", { measure: second["measure"] });
  assert.equal(await refused(mod, "unban", { username: "bob" }), "no_such_measure");
  assert.equal((await loginAs(await server.connect(), "bob"))["ok"], true);
});

Deno.test("ban() in a room keeps its members out until it ends, over a restart", async () => {
  using folder = new TemporaryFolder();
  const clock = new Clock();
  {
    await using server = await startServer(folder, clock);
    const { mod, bob } = await cast(server);
    const alice = await server.register("alice");
    await ok(alice, "create", { room: "ops" });
    await ok(bob, "join", { room: "ops" });
    assert.equal(await refused(mod, "ban", { room: "ops", username: "bob" }), "not_a_member");
    assert.equal(await refused(bob, "ban", { room: "ops", username: "alice" }), "no_right");
    await ok(alice, "ban", { room: "ops", username: "bob", seconds: 600, reason: "noise" });
    for (const client of [alice, bob]) {
      const told = await client.event("measure");
      assert.deepEqual([told["kind"], told["room"], told["username"], told["until"]], [
        "ban",
        "ops",
        "bob",
        "2026-11-20T17:10:00.000Z",
      ]);
      const left = await client.event("left", ({ username }) => username === "bob");
      assert.deepEqual([left["reason"], left["by"]], ["banned", "alice"]);
    }
    assert.equal(
      await announcement(mod, /#ops/),
      "alice banned bob in #ops until 2026-11-20 17:10 UTC: noise",
    );
    assert.equal(await refused(bob, "join", { room: "ops" }), "banned");
    assert.equal(await refused(alice, "invite", { room: "ops", username: "bob" }), "no_right");
  }
  clock.ms += 599_999;
  await using server = await startServer(folder, clock);
  const [alice, bob] = [await server.login("alice"), await server.login("bob")];
  assert.equal(await refused(bob, "join", { room: "ops" }), "banned");
  const { measures } = await ok(alice, "measures", { room: "ops" });
  assert.deepEqual([measures[0]["room"], measures[0]["reason"]], ["ops", "noise"]);
  clock.ms += 1;
  await ok(bob, "join", { room: "ops" });
  await alice.event("measure", (line) => line["lifted"] === true);
  // Noting the end of the ban does not take out whoever has come since.
  await ok(bob, "say", { room: "ops", text: "back" });
});

Deno.test("unban() in a room lifts also what role() has done, and role() what ban() has", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await ok(alice, "create", { room: "ops" });
  await ok(alice, "role", { room: "ops", username: "bob", role: "banned" });
  assert.equal((await ok(alice, "measures", { room: "ops" }))["measures"].length, 1);
  await ok(alice, "unban", { room: "ops", username: "bob" });
  await ok(bob, "join", { room: "ops" });
  await ok(alice, "ban", { room: "ops", username: "bob" });
  await ok(alice, "role", { room: "ops", username: "bob", role: "none" });
  assert.deepEqual((await ok(alice, "measures", { room: "ops" }))["measures"], []);
  assert.equal(await refused(alice, "unban", { room: "ops", username: "bob" }), "no_such_measure");
  await ok(bob, "join", { room: "ops" });
});

Deno.test("mute() silences in one room, and not by leaving and coming back", async () => {
  using folder = new TemporaryFolder();
  const clock = new Clock();
  await using server = await startServer(folder, clock);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  const { id } = await ok(bob, "say", { room: "ops", text: "mine" });
  await ok(alice, "mute", { room: "ops", username: "bob", seconds: 90, reason: "calm down" });
  const told = await bob.event("measure");
  assert.deepEqual([told["kind"], told["room"], told["by"]], ["mute", "ops", "alice"]);
  const answer = await bob.request("say", { room: "ops", text: "x" });
  assert.deepEqual([answer["error"], answer["retry_after"]], ["muted", 90]);
  assert.equal(
    answer["message"],
    "You are muted in #ops until 2026-11-20 17:01 UTC: calm down",
  );
  assert.equal(await refused(bob, "edit", { id, text: "x" }), "muted");
  assert.equal(await refused(bob, "react", { id, emoji: "👍" }), "muted");
  assert.equal(await refused(bob, "typing", { room: "ops" }), "muted");
  assert.equal(await refused(bob, "topic", { room: "ops", topic: "x" }), "muted");
  await ok(bob, "say", { text: "elsewhere" });
  await ok(bob, "delete", { id });
  await ok(bob, "part", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  assert.equal(await refused(bob, "say", { room: "ops", text: "x" }), "muted");
  clock.ms += 90_000;
  await ok(bob, "say", { room: "ops", text: "free" });
  await ok(alice, "mute", { room: "ops", username: "bob" });
  assert.equal(await refused(bob, "say", { room: "ops", text: "x" }), "muted");
  await ok(alice, "unmute", { room: "ops", username: "bob" });
  await ok(bob, "say", { room: "ops", text: "free again" });
});

Deno.test("mute() everywhere leaves only those who keep order to write to, over a restart", async () => {
  using folder = new TemporaryFolder();
  const clock = new Clock();
  {
    await using server = await startServer(folder, clock);
    const { mod, bob } = await cast(server);
    await server.register("alice");
    await ok(bob, "say", { to: "alice", text: "before" });
    await ok(mod, "mute", { username: "bob", seconds: 60 });
  }
  await using server = await startServer(folder, clock);
  const bob = await server.login("bob");
  assert.equal(await refused(bob, "say", { text: "x" }), "muted");
  assert.equal(await refused(bob, "say", { to: "alice", text: "x" }), "muted");
  assert.equal(await refused(bob, "typing", { room: "general" }), "muted");
  assert.equal(await refused(bob, "typing", { to: "alice" }), "muted");
  const { messages } = await ok(bob, "history", { with: "alice" });
  assert.equal(await refused(bob, "edit", { id: messages[0]["id"], text: "x" }), "muted");
  await ok(bob, "say", { to: "mod", text: "why?" });
  assert.equal(await refused(bob, "create", { room: "own" }), "muted");
  clock.ms += 60_000;
  await ok(bob, "say", { text: "free" });
  const mod = await server.login("mod");
  assert.deepEqual((await ok(mod, "measures", { kind: "mute" }))["measures"], []);
});

Deno.test("kick() ends the connections to the server, or removes from a room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mod, bob } = await cast(server);
  await ok(mod, "kick", { room: "general", username: "bob", reason: "off topic" });
  const left = await mod.event("left", ({ username }) => username === "bob");
  assert.deepEqual([left["reason"], left["by"]], ["removed", "mod"]);
  assert.equal((await bob.event("measure"))["reason"], "off topic");
  assert.equal(await refused(bob, "say", { text: "x" }), "not_a_member");
  assert.equal(await refused(mod, "kick", { room: "general", username: "bob" }), "not_a_member");
  await ok(bob, "join", { room: "general" });
  const devices = [bob, await server.login("bob")];
  const { connections } = await ok(mod, "kick", { username: "bob", reason: "sleep" });
  assert.equal(connections, 2);
  for (const device of devices) {
    await device.event("measure", ({ kind, room }) => kind === "kick" && room === undefined);
    const closing = await device.event("closing");
    assert.deepEqual([closing["reason"], closing["message"]], [
      "kicked",
      "You were removed from this server by mod: sleep",
    ]);
    await device.ended;
  }
  assert.equal((await ok(mod, "kick", { username: "bob" }))["connections"], 0);
  assert.equal((await server.login("bob")).answer["ok"], true);
});

Deno.test("measures refuse targets of the same or a higher role, oneself, and who has no right", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { owner, mod, bob } = await cast(server);
  const carol = await server.register("carol");
  for (const action of ["ban", "mute", "kick", "purge"]) {
    for (const username of ["owner", "mod"]) {
      assert.equal(await refused(mod, action, { username }), "no_right");
      assert.equal(await refused(mod, action, { username, room: "general" }), "no_right");
    }
    assert.equal(await refused(bob, action, { username: "carol" }), "no_right");
    assert.equal(await refused(mod, action, { username: "nobody" }), "no_such_user");
  }
  const { measure } = await ok(owner, "mute", { username: "mod" });
  assert.equal(await refused(mod, "unmute", { username: "mod" }), "no_right");
  assert.equal(await refused(mod, "lift", { measure }), "no_right");
  assert.equal(await refused(carol, "lift", { measure }), "no_such_measure");
  assert.equal(await refused(carol, "measures"), "no_right");
  assert.equal(await refused(mod, "ban", { username: "bob", seconds: 1e12 }), "bad_field");
  assert.equal(
    await refused(mod, "ban", { username: "bob", reason: "x".repeat(201) }),
    "bad_field",
  );
  assert.equal(await refused(mod, "ban", {}), "bad_field");
});

Deno.test("ban() by staff reaches also the owner of a room, but never its only one", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mod, bob } = await cast(server);
  const carol = await server.register("carol");
  await ok(bob, "create", { room: "ops" });
  await ok(mod, "join", { room: "ops" });
  await ok(carol, "join", { room: "ops" });
  assert.equal(await refused(mod, "ban", { room: "ops", username: "bob" }), "last_owner");
  assert.equal(await refused(mod, "kick", { room: "ops", username: "bob" }), "last_owner");
  await ok(mod, "mute", { room: "ops", username: "bob" });
  await ok(bob, "role", { room: "ops", username: "carol", role: "owner" });
  await ok(mod, "ban", { room: "ops", username: "bob" });
});

Deno.test("join() ends the ban of somebody who keeps order by now", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { owner, bob } = await cast(server);
  const carol = await server.register("carol");
  await ok(bob, "create", { room: "ops" });
  await ok(bob, "ban", { room: "ops", username: "carol" });
  await ok(owner, "grant", { username: "carol", role: "moderator" });
  await ok(carol, "join", { room: "ops" });
  assert.deepEqual((await ok(bob, "measures", { room: "ops" }))["measures"], []);
  await ok(carol, "say", { room: "ops", text: "here" });
});

Deno.test("announce() tells nothing of measures in private rooms", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { owner, mod, bob } = await cast(server);
  const carol = await server.register("carol");
  await ok(bob, "create", { room: "hidden", visibility: "private" });
  await ok(bob, "invite", { room: "hidden", username: "carol" });
  await ok(carol, "join", { room: "hidden" });
  await ok(carol, "say", { room: "hidden", text: "x" });
  const about = { room: "hidden", username: "carol" };
  for (const action of ["mute", "purge", "kick", "ban", "unban"]) await ok(bob, action, about);
  await ok(bob, "slow", { room: "hidden", seconds: 5 });
  await ok(bob, "lock", { room: "hidden", locked: true });
  await ok(mod, "ping");
  assert.ok(!mod.lines.some((line) => JSON.stringify(line).includes("hidden")));
  const { entries } = await ok(owner, "audit", { room: "hidden" });
  assert.deepEqual(entries.map((entry: Line) => entry["action"]), [
    "lock",
    "slow",
    "lift",
    "ban",
    "kick",
    "purge",
    "mute",
  ]);
});
