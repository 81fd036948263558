/** What nobody gets rid of by leaving and coming back, or by doing the same in another way. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { registerOwner } from "../../../support/staff.ts";
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
