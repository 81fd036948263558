/** Who may call everybody in a room with `@room`: not somebody who has just come. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { registerCast } from "../../../support/staff.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

const ROOM = { room: "ops" };
const DAY_MS = 24 * 60 * 60 * 1_000;

/** How many messages of the room mention somebody. */
async function mentionsOf(client: TestClient): Promise<number> {
  const { conversations } = await ok(client, "unread");
  return conversations.find(({ room }: Line) => room === "ops")?.["mentions"];
}

async function openRoom(folder: TemporaryFolder, now: () => number) {
  const server = await startServer(folder, { now, limits: false });
  const cast = await registerCast(server);
  const [alice, eve] = [await server.register("alice"), await server.register("eve")];
  await ok(alice, "create", ROOM);
  for (const client of [...Object.values(cast), eve]) await ok(client, "join", ROOM);
  return { ...cast, server, alice, eve };
}

Deno.test("say() with @room calls nobody when its author has not been there for a day", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.parse("2026-11-20T17:00:00.000Z") };
  const { server, alice, bob, eve, mod } = await openRoom(folder, () => clock.ms);
  await using _server = server;
  const said = await ok(eve, "say", { ...ROOM, text: "@room win a prize, @alice" });
  assert.equal(said["hushed"], true);
  assert.equal((await bob.event("message", ({ id }) => id === said["id"]))["hushed"], true);
  const { messages } = await ok(bob, "history", ROOM);
  assert.equal(messages.at(-1)["hushed"], true);
  assert.equal(await mentionsOf(bob), 0);
  assert.equal(await mentionsOf(alice), 1, "a name still calls its owner");
  // Nor by an edit of what called nobody.
  const { id } = await ok(eve, "say", { ...ROOM, text: "fine" });
  assert.equal((await ok(eve, "edit", { id, text: "@room fine" }))["hushed"], true);
  assert.equal((await bob.event("edited"))["hushed"], true);
  assert.equal(await mentionsOf(bob), 0);

  // Those who look after the room, or the server, and those whom they gave a voice.
  for (const client of [alice, mod]) {
    assert.equal((await ok(client, "say", { ...ROOM, text: "@room" }))["hushed"], undefined);
  }
  await ok(alice, "role", { ...ROOM, username: "eve", role: "speaker" });
  assert.equal((await ok(eve, "say", { ...ROOM, text: "@room" }))["hushed"], undefined);
  await ok(alice, "role", { ...ROOM, username: "eve", role: "member" });
  assert.equal(await mentionsOf(bob), 3);

  clock.ms += DAY_MS - 1;
  assert.equal((await ok(eve, "say", { ...ROOM, text: "@room" }))["hushed"], true);
  clock.ms += 1;
  assert.equal((await ok(eve, "say", { ...ROOM, text: "@room" }))["hushed"], undefined);
  assert.equal((await ok(eve, "edit", { id, text: "@room now" }))["hushed"], undefined);
  assert.equal(await mentionsOf(bob), 5);
  // Whoever leaves and comes back begins anew.
  await ok(eve, "part", ROOM);
  await ok(eve, "join", ROOM);
  assert.equal((await ok(eve, "say", { ...ROOM, text: "@room" }))["hushed"], true);
  // Between two there is nobody else to call.
  const direct = await ok(eve, "say", { to: "bob", text: "@room" });
  assert.equal(direct["hushed"], undefined);
});

Deno.test("set() says how long one must have been in a room to call everybody", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.parse("2026-11-20T17:00:00.000Z") };
  const { server, alice, bob, eve } = await openRoom(folder, () => clock.ms);
  await using _server = server;
  assert.equal((await ok(alice, "set", ROOM))["call_after"], undefined);
  assert.equal(await refused(eve, "set", { ...ROOM, call_after: 0 }), "no_right");
  const tooLong = { ...ROOM, call_after: 10 ** 9 };
  assert.equal(await refused(alice, "set", tooLong), "bad_field");
  assert.equal((await ok(alice, "set", { ...ROOM, call_after: 0 }))["call_after"], 0);
  assert.equal((await bob.event("room_changed"))["call_after"], 0);
  assert.equal((await ok(eve, "say", { ...ROOM, text: "@room" }))["hushed"], undefined);
  await ok(alice, "set", { ...ROOM, call_after: 3_600 });
  clock.ms += 3_599_000;
  assert.equal((await ok(eve, "say", { ...ROOM, text: "@room" }))["hushed"], true);
  clock.ms += 1_000;
  assert.equal((await ok(eve, "say", { ...ROOM, text: "@room" }))["hushed"], undefined);
  assert.equal((await ok(alice, "set", { ...ROOM, call_after: 86_400 }))["call_after"], undefined);
});
