/** What rooms let those do who are not in them: join by the name alone, and write. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";

const ROOM = { room: "ops" };
const SAID = { ...ROOM, text: "hi" };

/** Alice owns a room in which bob is; eve is not in it. */
async function room(server: TestServer) {
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const eve = await server.register("eve");
  await ok(alice, "create", ROOM);
  await ok(bob, "join", ROOM);
  return { alice, bob, eve };
}

Deno.test("set() lets a private room be joined by its name, with its key, and lists it nowhere", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, eve } = await room(server);
  assert.equal(await refused(alice, "set", { ...ROOM, join_by_name: true }), "bad_field");
  const open = { ...ROOM, visibility: "private", join_by_name: true, key: "horse" };
  assert.equal((await ok(alice, "set", open))["join_by_name"], true);
  assert.equal((await bob.event("room_changed"))["join_by_name"], true);

  const listed = async () =>
    (await ok(eve, "rooms"))["rooms"].map(({ room }: { room: string }) => room);
  assert.deepEqual(await listed(), ["general"]);
  for (const action of ["rooms", "members", "history", "topic"]) {
    assert.equal(await refused(eve, action, ROOM), "no_such_room", action);
  }
  assert.equal(await refused(eve, "say", SAID), "no_such_room");
  assert.equal(await refused(eve, "join", { ...ROOM, key: "cow" }), "bad_key");
  await ok(eve, "join", { ...ROOM, key: "horse" });
  assert.deepEqual(await listed(), ["general", "ops"]);

  await ok(alice, "ban", { ...ROOM, username: "eve" });
  assert.equal(await refused(eve, "join", { ...ROOM, key: "horse" }), "no_such_room");
  await ok(alice, "unban", { ...ROOM, username: "eve" });
  // Another visibility takes it off: nobody opens a room by what was set long ago.
  await ok(alice, "set", { ...ROOM, visibility: "public" });
  const info = await ok(alice, "set", { ...ROOM, visibility: "private" });
  assert.equal(info["join_by_name"], undefined);
  assert.equal(await refused(eve, "join", { ...ROOM, key: "horse" }), "no_such_room");
});

Deno.test("set() lets those write who are not in the room, until they are muted or it is locked or slow", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, eve } = await room(server);
  assert.equal(await refused(eve, "say", SAID), "not_a_member");
  assert.equal(await refused(bob, "set", { ...ROOM, outsiders_write: true }), "no_right");
  await ok(alice, "set", { ...ROOM, outsiders_write: true });
  const { id } = await ok(eve, "say", SAID);
  const said = await bob.event("message");
  assert.deepEqual([said.id, said.from, said.text], [id, "eve", "hi"]);
  // Writing is all.
  assert.equal(await refused(eve, "history", ROOM), "not_a_member");
  assert.equal(await refused(eve, "edit", { id, text: "ho" }), "no_such_message");
  assert.equal(await refused(eve, "whisper", { ...SAID, role: "owner" }), "not_a_member");

  await ok(alice, "mute", { ...ROOM, username: "eve" });
  assert.equal(await refused(eve, "say", SAID), "muted");
  await ok(alice, "unmute", { ...ROOM, username: "eve" });
  for (const setting of [{ locked: true }, { slow: 5 }]) {
    await ok(alice, "set", { ...ROOM, ...setting });
    assert.equal(await refused(eve, "say", SAID), "not_a_member");
    await ok(alice, "set", { ...ROOM, locked: false, slow: 0 });
  }
  // Nobody writes by leaving who only reads in the room, or is banned from it.
  await ok(alice, "role", { ...ROOM, username: "bob", role: "read_only" });
  await ok(bob, "part", ROOM);
  assert.equal(await refused(bob, "say", SAID), "read_only");
  await ok(alice, "ban", { ...ROOM, username: "eve" });
  assert.equal(await refused(eve, "say", SAID), "banned");
  await ok(alice, "unban", { ...ROOM, username: "eve" });
  // A private room is none that outsiders know of.
  await ok(alice, "set", { ...ROOM, visibility: "private" });
  assert.equal(await refused(eve, "say", SAID), "no_such_room");
});

Deno.test("invite() is for those who moderate a temporary room that is joined by invitation", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = [await server.register("alice"), await server.register("bob")];
  await server.register("eve");
  const lab = { room: "lab" };
  await ok(alice, "join", { ...lab, make: true });
  await ok(bob, "join", lab);
  await ok(bob, "invite", { ...lab, username: "eve" });
  await ok(alice, "set", { ...lab, visibility: "invite_only" });
  assert.equal(await refused(bob, "invite", { ...lab, username: "eve" }), "no_right");
  await ok(alice, "invite", { ...lab, username: "eve" });
  await ok(alice, "set", { ...lab, visibility: "private", join_by_name: true });
  await ok(bob, "invite", { ...lab, username: "eve" });
});
