/** The rooms that new accounts come into, as the start of a server decides them. */
import assert from "node:assert/strict";
import { ok, refused } from "../../support/requests.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

async function roomNames(client: Parameters<typeof ok>[0]): Promise<string[]> {
  const { rooms } = await ok(client, "rooms");
  return rooms.map(({ room }: { room: string }) => room);
}

Deno.test("serve() has new accounts come into the rooms that it was told, until it is told others", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder, { defaultRooms: ["help", "lounge"] });
    const alice = await server.register("alice");
    assert.deepEqual(await roomNames(alice), ["help", "lounge"]);
    await ok(alice, "say", { room: "help", text: "hi" });
    assert.equal(await refused(alice, "join", { room: "general" }), "no_such_room");
  }
  {
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    const { members } = await ok(bob, "members", { room: "lounge" });
    assert.equal(members.length, 2);
  }
  await using server = await startServer(folder, { defaultRooms: ["lounge"] });
  const carol = await server.register("carol");
  assert.equal(await refused(carol, "members", { room: "help" }), "not_a_member");
  // What somebody has been in stays.
  assert.deepEqual(await roomNames(carol), ["help", "lounge"]);
});

Deno.test("serve() may have new accounts come into no room, and then there is none", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { defaultRooms: [] });
  const alice = await server.register("alice");
  assert.deepEqual(await roomNames(alice), []);
  assert.equal(await refused(alice, "say", { text: "hi" }), "no_such_room");
  // The name is free for whoever wants it, and nothing protects such a room.
  await ok(alice, "create", { room: "general" });
  await ok(alice, "set", { room: "general", visibility: "private" });
  await ok(alice, "delete_room", { room: "general" });
});
