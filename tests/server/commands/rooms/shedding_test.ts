/** What nobody gets rid of by leaving and coming back, or by doing the same in another way. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { registerCast, registerOwner } from "../../../support/staff.ts";
import type { Line } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

const ROOM = { room: "ops" };

Deno.test("join() gives read-only people no other role, however they have left", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const carol = await server.register("carol");
  const target = { ...ROOM, username: "bob" };
  await ok(alice, "create", ROOM);
  for (const member of [bob, carol]) await ok(member, "join", ROOM);
  await ok(alice, "role", { ...target, role: "read_only" });
  const ways = [
    () => ok(bob, "part", ROOM),
    () => ok(alice, "kick", target),
    () => ok(alice, "role", { ...target, role: "none" }),
    async () => {
      await ok(bob, "part", ROOM);
      await ok(carol, "invite", target);
      await ok(bob, "part", ROOM);
      return await ok(carol, "invite", target);
    },
  ];
  for (const leave of ways) {
    await leave();
    assert.equal((await ok(bob, "join", ROOM))["role"], "read_only");
    assert.equal(await refused(bob, "say", { ...ROOM, text: "hi" }), "read_only");
  }
  await ok(alice, "role", { ...target, role: "member" });
  await ok(bob, "part", ROOM);
  assert.equal((await ok(bob, "join", ROOM))["role"], "member");
});

Deno.test("a ban takes neither a read-only role nor a pace with it when it ends", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.parse("2026-11-20T17:00:00.000Z") };
  await using server = await startServer(folder, { now: () => clock.ms, limits: false });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const carol = await server.register("carol");
  await ok(alice, "create", ROOM);
  for (const member of [bob, carol]) await ok(member, "join", ROOM);
  await ok(alice, "slow", { ...ROOM, seconds: 86_400 });
  await ok(carol, "say", { ...ROOM, text: "one" });
  const isStill = async () => {
    assert.equal((await ok(bob, "join", ROOM))["role"], "read_only");
    await ok(carol, "join", ROOM);
    assert.equal(await refused(carol, "say", { ...ROOM, text: "two" }), "slow_down");
  };
  const both = async (action: string, fields = {}) => {
    for (const username of ["bob", "carol"]) {
      await ok(alice, action, { ...ROOM, username, ...fields });
    }
  };
  await ok(alice, "role", { ...ROOM, username: "bob", role: "read_only" });
  await both("ban");
  await both("unban");
  await isStill();
  await both("role", { role: "banned" });
  await both("role", { role: "none" });
  await isStill();
  // Whether the end of the ban has been noted or not, and whoever has invited them since.
  await both("ban", { seconds: 60 });
  clock.ms += 60_000;
  await isStill();
  await both("ban", { seconds: 60 });
  clock.ms += 60_000;
  await both("invite");
  await isStill();
  await ok(alice, "rename", { ...ROOM, name: "elsewhere" });
  await ok(alice, "rename", { room: "elsewhere", name: "ops" });
  for (const member of [bob, carol]) await ok(member, "part", ROOM);
  await isStill();
});

Deno.test("a room that is deleted and made again binds those who were bound", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { limits: false });
  const { mod, bob } = await registerCast(server);
  const [alice, carol, dave] = [
    await server.register("alice"),
    await server.register("carol"),
    await server.register("dave"),
  ];
  const [eve, fay] = [await server.register("eve"), await server.register("fay")];
  await ok(alice, "create", ROOM);
  for (const member of [mod, bob, carol, dave, eve, fay]) await ok(member, "join", ROOM);
  await ok(alice, "role", { ...ROOM, username: "bob", role: "owner" });
  await ok(mod, "mute", { ...ROOM, username: "alice", reason: "calm down" });
  await ok(alice, "role", { ...ROOM, username: "carol", role: "read_only" });
  await ok(alice, "ban", { ...ROOM, username: "dave" });
  await ok(alice, "mute", { ...ROOM, username: "eve" });
  await ok(alice, "slow", { ...ROOM, seconds: 86_400 });
  await ok(fay, "say", { ...ROOM, text: "one" });

  const isStill = async () => {
    assert.equal(await refused(alice, "say", { ...ROOM, text: "hi" }), "muted");
    assert.equal((await ok(carol, "join", ROOM))["role"], "read_only");
    assert.equal(await refused(dave, "join", ROOM), "banned");
    await ok(eve, "join", ROOM);
    assert.equal(await refused(eve, "say", { ...ROOM, text: "hi" }), "muted");
    await ok(fay, "join", ROOM);
  };
  await ok(alice, "delete_room", ROOM);
  await ok(alice, "create", ROOM);
  await isStill();
  await ok(alice, "slow", { ...ROOM, seconds: 86_400 });
  assert.equal(await refused(fay, "say", { ...ROOM, text: "two" }), "slow_down");
  const { measures } = await ok(alice, "measures", ROOM);
  assert.deepEqual(
    measures.map(({ kind, username, by }: Line) => [kind, username, by]).sort(),
    [["ban", "dave", "alice"], ["mute", "alice", "mod"], ["mute", "eve", "alice"]],
  );

  // By another name first, by somebody else who was there, and after strangers had the name.
  await ok(alice, "delete_room", ROOM);
  await ok(bob, "create", ROOM);
  assert.equal((await ok(dave, "join", ROOM))["role"], "member", "bob was not in it any more");
  await ok(bob, "delete_room", ROOM);
  await ok(alice, "create", { room: "draft" });
  await ok(alice, "rename", { room: "draft", name: "ops" });
  await isStill();
  for (const username of ["dave"]) await ok(alice, "unban", { ...ROOM, username });
  await ok(eve, "part", ROOM);
  await ok(alice, "delete_room", ROOM);

  // What the owner has done about carol does not bind her in a room of her own.
  await ok(carol, "create", ROOM);
  await ok(carol, "say", { ...ROOM, text: "mine" });
  await ok(dave, "join", ROOM);
  await ok(alice, "join", ROOM);
  assert.equal(await refused(alice, "say", { ...ROOM, text: "hi" }), "muted");
  await ok(mod, "join", ROOM);
  await ok(mod, "unmute", { ...ROOM, username: "alice" });
  await ok(carol, "delete_room", ROOM);
  await ok(alice, "create", ROOM);
  await ok(alice, "say", { ...ROOM, text: "lifted is lifted" });
});

Deno.test("a mute in the staff's room outlives the role", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { owner, mod } = await registerCast(server);
  const target = { room: "moderation", username: "mod" };
  await ok(owner, "mute", target);
  await ok(owner, "grant", { username: "mod", role: "user" });
  await ok(owner, "grant", { username: "mod", role: "moderator" });
  assert.equal(await refused(mod, "say", { room: "moderation", text: "hi" }), "muted");
});

Deno.test("a slow room binds edits and topics, and remembers its pace whatever is said elsewhere", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.parse("2026-11-20T17:00:00.000Z") };
  await using server = await startServer(folder, { now: () => clock.ms, limits: false });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await ok(alice, "create", ROOM);
  await ok(bob, "join", ROOM);
  await ok(alice, "slow", { ...ROOM, seconds: 3_600 });
  const { id } = await ok(bob, "say", { ...ROOM, text: "one" });
  assert.equal(await refused(bob, "edit", { id, text: "two" }), "slow_down");
  assert.equal(await refused(bob, "topic", { ...ROOM, topic: "three" }), "slow_down");
  clock.ms += 3_600_000;
  await ok(bob, "edit", { id, text: "two" });
  assert.equal(await refused(bob, "say", { ...ROOM, text: "three" }), "slow_down");
  await Promise.all(
    Array.from({ length: 1_001 }, (_, index) => ok(bob, "say", { text: `elsewhere ${index}` })),
  );
  await ok(bob, "part", ROOM);
  await ok(bob, "join", ROOM);
  assert.equal(await refused(bob, "say", { ...ROOM, text: "three" }), "slow_down");
});

Deno.test("whoever is muted everywhere publishes neither names of rooms nor a profile", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  const bob = await server.register("bob");
  await ok(bob, "profile", { about: "rude" });
  await ok(owner, "mute", { username: "bob" });
  assert.equal(await refused(bob, "create", { room: "rude-words" }), "muted");
  assert.equal(await refused(bob, "profile", { about: "ruder" }), "muted");
  assert.equal(await refused(bob, "profile", { display_name: "Rude" }), "muted");
  // What is there may go, and where somebody lives is said in no words.
  assert.equal((await ok(bob, "profile", { about: "", time_zone: "UTC" }))["about"], "");
});
