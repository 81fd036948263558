/** What ignored accounts do counts nowhere: not as unread, not as a mention, not as an invitation. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

const ROOM = { room: "ops" };

/** What an account has unread of a conversation. */
async function unreadOf(client: TestClient, place: Line): Promise<unknown[]> {
  const { conversations } = await ok(client, "unread");
  const [name] = Object.keys(place);
  const found = conversations.find((line: Line) => line[name ?? ""] === place[name ?? ""]);
  return [found?.["unread"], found?.["mentions"], found?.["first_unread"]];
}

Deno.test("unread() and read() count nothing of ignored accounts, from the moment of ignoring on and back", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { limits: false });
  const [alice, bob, eve] = [
    await server.register("alice"),
    await server.register("bob"),
    await server.register("eve"),
  ];
  await ok(eve, "create", ROOM);
  for (const client of [alice, bob]) await ok(client, "join", ROOM);
  const { id: first } = await ok(eve, "say", { ...ROOM, text: "@alice @room" });
  await ok(eve, "say", { to: "alice", text: "psst" });
  assert.deepEqual(await unreadOf(alice, ROOM), [1, 1, first]);
  await ok(alice, "ignore", { username: "eve" });
  assert.deepEqual(await unreadOf(alice, ROOM), [0, 0, undefined]);
  assert.deepEqual(await unreadOf(alice, { with: "eve" }), [0, 0, undefined]);

  await ok(eve, "say", { ...ROOM, text: "alice: look" });
  const { id } = await ok(bob, "say", { ...ROOM, text: "@alice hi" });
  await ok(eve, "say", { ...ROOM, text: "@room again" });
  await ok(eve, "say", { to: "alice", text: "psst again" });
  assert.deepEqual(await unreadOf(alice, ROOM), [1, 1, id]);
  assert.deepEqual(await unreadOf(alice, { with: "eve" }), [0, 0, undefined]);
  const { mentions, unread } = await ok(alice, "read", { ...ROOM, id: 0 });
  assert.deepEqual([unread, mentions], [1, 1]);
  // It is stored, for those who want to look.
  assert.equal((await ok(alice, "history", { with: "eve" }))["messages"].length, 2);
  // For others nothing is different.
  assert.deepEqual((await unreadOf(bob, ROOM)).slice(0, 2), [3, 2]);
  await ok(alice, "unignore", { username: "eve" });
  assert.deepEqual(await unreadOf(alice, ROOM), [4, 4, first]);
});

Deno.test("unread() looks past more of ignored accounts than it counts", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { limits: false });
  const [alice, bob, eve] = [
    await server.register("alice"),
    await server.register("bob"),
    await server.register("eve"),
  ];
  await ok(alice, "ignore", { username: "eve" });
  await Promise.all(
    Array.from({ length: 2_100 }, (_, index) => ok(eve, "say", { text: `@alice ${index}` })),
  );
  assert.deepEqual(await unreadOf(alice, { room: "general" }), [0, 0, undefined]);
  const { id } = await ok(bob, "say", { text: "@alice, did I miss anything?" });
  assert.deepEqual(await unreadOf(alice, { room: "general" }), [1, 1, id]);
});

Deno.test("invite() of somebody who ignores the inviter does nothing, and does not say so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob, eve] = [
    await server.register("alice"),
    await server.register("bob"),
    await server.register("eve"),
  ];
  await ok(eve, "create", { ...ROOM, visibility: "private" });
  await ok(eve, "invite", { ...ROOM, username: "bob" });
  await ok(bob, "join", ROOM);
  await ok(alice, "ignore", { username: "eve" });
  const inviting = { ...ROOM, username: "alice" };
  const answers = [await ok(eve, "invite", inviting), await ok(eve, "invite", inviting)];
  for (const answer of answers) assert.deepEqual(Object.keys(answer).sort(), ["ok", "ref"]);
  assert.equal(await refused(alice, "join", ROOM), "no_such_room");
  assert.deepEqual(alice.lines.filter(({ event }) => event === "invited"), []);
  // As often as of somebody who was invited already.
  const told = () => bob.lines.filter(({ event }) => event === "invitation").length;
  assert.equal(told(), 2);
  const { rooms } = await ok(alice, "rooms");
  assert.ok(!rooms.some(({ room }: Line) => room === "ops"));
  await ok(bob, "invite", inviting);
  assert.equal((await alice.event("invited"))["by"], "bob");
  await ok(alice, "join", ROOM);
});

Deno.test("typing() is not passed on to whoever ignores the typist", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, eve] = [await server.register("alice"), await server.register("eve")];
  await ok(eve, "typing", { to: "alice" });
  await alice.event("typing");
  await ok(alice, "ignore", { username: "eve" });
  await ok(eve, "typing", { to: "alice" });
  await ok(eve, "say", { to: "alice", text: "there?" });
  await alice.event("message");
  assert.equal(alice.lines.filter(({ event }) => event === "typing").length, 1);
});
