/** What rooms are set to, with one action or with those that were there before it. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";

const ROOM = { room: "ops" };

/** Alice owns a room, mona moderates it, bob is a member, eve is not in it. */
async function room(server: TestServer) {
  const alice = await server.register("alice");
  const mona = await server.register("mona");
  const bob = await server.register("bob");
  const eve = await server.register("eve");
  await ok(alice, "create", ROOM);
  for (const member of [mona, bob]) await ok(member, "join", ROOM);
  await ok(alice, "role", { ...ROOM, username: "mona", role: "moderator" });
  return { alice, mona, bob, eve };
}

Deno.test("set() changes what is given, tells the room once, and keeps it over a restart", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const { mona, bob } = await room(server);
    const settings = { locked: true, slow: 30, topic_locked: true, limit: 5 };
    const info = await ok(mona, "set", { ...ROOM, ...settings, key: "horse" });
    assert.equal(info["keyed"], true);
    const changed = await bob.event("room_changed");
    for (const [name, value] of Object.entries(settings)) {
      assert.deepEqual([info[name], changed[name]], [value, value], name);
    }
    assert.deepEqual([changed["keyed"], changed["by"], changed["key"]], [true, "mona", undefined]);
    // What is so already is not told: only the limit is.
    await ok(mona, "set", { ...ROOM, ...settings, limit: 6 });
    const { event: _event, event_id: id, time: _time, ...again } = await bob.event("room_changed");
    assert.deepEqual(again, { room: "ops", by: "mona", limit: 6 });
    assert.ok(id > changed["event_id"]);
  }
  await using server = await startServer(folder);
  const mona = await server.login("mona");
  const info = await ok(mona, "set", { ...ROOM, slow: 0, topic_locked: false, key: "", limit: 0 });
  assert.equal(info["locked"], true);
  for (const name of ["slow", "topic_locked", "keyed", "limit"]) {
    assert.equal(info[name], undefined);
  }
});

Deno.test("set(), slow() and lock() write the same settings and tell them in both ways", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mona, bob } = await room(server);
  await ok(mona, "set", { ...ROOM, slow: 30, locked: true });
  const kinds = [await bob.event("measure"), await bob.event("measure")];
  assert.deepEqual(kinds.map(({ kind, seconds, by }) => [kind, seconds, by]), [
    ["lock", undefined, "mona"],
    ["slow", 30, "mona"],
  ]);
  await bob.event("room_changed");
  await ok(mona, "lock", { ...ROOM, locked: false });
  assert.equal((await bob.event("room_changed"))["locked"], false);
  await ok(mona, "slow", { ...ROOM, seconds: 0 });
  assert.equal((await bob.event("room_changed"))["slow"], 0);
  const info = await ok(mona, "set", ROOM);
  assert.deepEqual([info["slow"], info["locked"]], [undefined, undefined]);
});

Deno.test("set() leaves the visibility to owners, and everything to those who moderate", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, mona, bob, eve } = await room(server);
  assert.equal(await refused(bob, "set", { ...ROOM, locked: true }), "no_right");
  assert.equal(await refused(mona, "set", { ...ROOM, visibility: "private", slow: 5 }), "no_right");
  assert.equal(
    (await ok(mona, "set", ROOM))["slow"],
    undefined,
    "a refused request changes nothing",
  );
  assert.equal(await refused(eve, "set", { ...ROOM, locked: true }), "not_a_member");

  await ok(alice, "set", { ...ROOM, visibility: "private" });
  assert.equal((await bob.event("room_changed"))["visibility"], "private");
  assert.equal(await refused(eve, "set", { ...ROOM, locked: true }), "no_such_room");
  assert.equal(await refused(eve, "join", ROOM), "no_such_room");
  const { rooms } = await ok(eve, "rooms");
  assert.deepEqual(rooms.map(({ room }: { room: string }) => room), ["general"]);
  await ok(alice, "set", { ...ROOM, visibility: "public" });
  await ok(eve, "join", ROOM);

  for (const wrong of [{ slow: 90_000 }, { limit: 1e9 }, { key: "k".repeat(65) }, { locked: 1 }]) {
    assert.equal(await refused(alice, "set", { ...ROOM, ...wrong }), "bad_field");
  }
});

Deno.test("join() asks for the key of a room, but not those who were invited", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, eve } = await room(server);
  await ok(alice, "set", { ...ROOM, key: "correct horse" });
  for (const key of [undefined, "", "horse", "correct horse battery"]) {
    assert.equal(await refused(eve, "join", { ...ROOM, key }), "bad_key");
  }
  await ok(eve, "join", { ...ROOM, key: "correct horse" });
  await ok(eve, "part", ROOM);
  await ok(bob, "part", ROOM);
  await ok(alice, "invite", { ...ROOM, username: "bob" });
  await ok(bob, "join", ROOM);
  await ok(alice, "set", { ...ROOM, key: "" });
  await ok(eve, "join", { ...ROOM, key: "whatever" });
  // A private room's key is no way to find it.
  await ok(alice, "set", { ...ROOM, key: "x", visibility: "private" });
  await ok(eve, "part", ROOM);
  assert.equal(await refused(eve, "join", { ...ROOM, key: "x" }), "no_such_room");
});

Deno.test("join() stops at the limit of a room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, eve } = await room(server);
  await ok(alice, "set", { ...ROOM, limit: 3 });
  assert.equal(await refused(eve, "join", ROOM), "room_full");
  await ok(bob, "part", ROOM);
  await ok(eve, "join", ROOM);
});

Deno.test("topic() is for those who moderate where the topic is locked", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mona, bob } = await room(server);
  await ok(bob, "topic", { ...ROOM, topic: "mine" });
  await ok(mona, "set", { ...ROOM, topic_locked: true });
  assert.equal(await refused(bob, "topic", { ...ROOM, topic: "again" }), "no_right");
  await ok(mona, "topic", { ...ROOM, topic: "ours" });
  assert.equal((await ok(bob, "topic", ROOM))["topic"], "ours");
});

Deno.test("role() makes speakers, who write in a locked room at the pace of members", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mona, bob } = await room(server);
  await ok(mona, "set", { ...ROOM, locked: true });
  assert.equal(await refused(bob, "say", { ...ROOM, text: "hi" }), "read_only");
  await ok(mona, "role", { ...ROOM, username: "bob", role: "speaker" });
  assert.equal((await bob.event("role", (line) => line["username"] === "bob"))["role"], "speaker");
  await ok(bob, "say", { ...ROOM, text: "hi" });
  const { members } = await ok(bob, "members", ROOM);
  assert.deepEqual(members.find(({ username }: { username: string }) => username === "bob"), {
    username: "bob",
    role: "speaker",
    online: true,
  });
  await ok(mona, "set", { ...ROOM, slow: 60 });
  await ok(bob, "say", { ...ROOM, text: "one" });
  assert.equal(await refused(bob, "say", { ...ROOM, text: "two" }), "slow_down");
  assert.equal(await refused(bob, "lock", { ...ROOM, locked: false }), "no_right");
  assert.equal(
    await refused(bob, "role", { ...ROOM, username: "mona", role: "member" }),
    "no_right",
  );
});
