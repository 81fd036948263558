/** Events over HTTP: as they happen, and after a loss from where it was. */
import assert from "node:assert/strict";
import { startApiServer } from "../../../support/api_client.ts";
import { ask, EventReader } from "../../../support/event_reader.ts";
import { ok } from "../../../support/requests.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("EventsDoor tells what happens, with the ids of the protocol", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { api } = server;
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const { token } = bob.answer;
  await using reader = await EventReader.open(api.url, { token });
  assert.equal((await reader.next())?.type, "hello");
  const login = await reader.next();
  assert.deepEqual([login?.type, login?.data["username"], login?.data["rooms"]], [
    "login",
    "bob",
    ["general"],
  ]);
  assert.equal("token" in (login?.data ?? {}), false);
  assert.equal(login?.id, "0");
  const { id } = await ok(alice, "say", { text: "two\nlines \u2028 and more" });
  const heard = await reader.event("message");
  assert.deepEqual([heard?.id, heard?.data["text"], heard?.data["event"]], [
    `${id}`,
    "two\nlines \u2028 and more",
    "message",
  ]);
  const { id: change } = await ok(alice, "react", { id, emoji: "👍" });
  assert.equal((await reader.event("reacted"))?.id, `${change}`);
  await ok(alice, "topic", { room: "general", topic: "news" }).catch(() => {});
  await ok(alice, "say", { to: "bob", text: "just you" });
  assert.equal((await reader.event("message"))?.data["to"], "bob");
});

Deno.test("EventsDoor goes on after an id, with what changed meanwhile and nothing twice", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { api } = server;
  const alice = await server.register("alice");
  const { token } = (await server.register("bob")).answer;
  const first = await ok(alice, "say", { text: "first" });
  const ids: number[] = [];
  for (let count = 0; count < 450; count++) {
    ids.push((await ok(alice, "say", { text: `line ${count}` }))["id"]);
  }
  await ok(alice, "edit", { id: first["id"], text: "first, edited" });
  const last = await ok(alice, "say", { text: "last" });
  await using reader = await EventReader.open(api.url, { token, after: first["id"] });
  assert.equal((await reader.event("login"))?.id, `${first["id"]}`);
  const seen: number[] = [];
  let changed: unknown;
  while (seen.at(-1) !== last["id"]) {
    const event = await reader.next();
    if (event === undefined) break;
    if (event.type === "message") seen.push(event.data["id"]);
    if (event.type === "changed") changed = event.data["text"];
  }
  assert.deepEqual(seen, [...ids, last["id"]]);
  assert.equal(changed, "first, edited");
  const after = await ok(alice, "say", { text: "and on" });
  assert.equal((await reader.event("message"))?.data["id"], after["id"]);

  // What nobody has given out yet is no reason to tell nothing.
  await using ahead = await EventReader.open(api.url, { token, after: 1_000_000 });
  await ahead.event("login");
  const { id } = await ok(alice, "say", { text: "still here" });
  for (let event = await ahead.event("message"); event?.data["id"] !== id;) {
    event = await ahead.event("message");
    assert.notEqual(event, undefined);
  }
});

Deno.test("EventsDoor tells of the rooms that were named, and of those only to members", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { api } = server;
  const alice = await server.register("alice");
  const { token } = (await server.register("bob")).answer;
  await ok(alice, "create", { room: "den", visibility: "private" });
  await ok(alice, "create", { room: "lounge" });
  for (
    const [status, error, given] of [
      [404, "no_such_room", { token, rooms: ["den"] }],
      [403, "not_a_member", { token, rooms: ["general", "lounge"] }],
      [401, "bad_credentials", { token: "x".repeat(43) }],
      [400, "bad_field", { token, after: "-1" }],
    ] as const
  ) {
    const response = await ask(api.url, given);
    assert.deepEqual([response.status, (await response.json()).error], [status, error]);
  }
  await api.ok("join", { room: "lounge" }, token);
  await ok(alice, "say", { room: "general", text: "missed, elsewhere" });
  await ok(alice, "say", { room: "lounge", text: "missed" });
  await using reader = await EventReader.open(api.url, { token, rooms: ["#Lounge"], after: 0 });
  assert.equal((await reader.event("message"))?.data["text"], "missed");
  await ok(alice, "say", { room: "general", text: "elsewhere" });
  await ok(alice, "say", { to: "bob", text: "private" });
  await ok(alice, "rename", { room: "lounge", name: "salon" });
  await ok(alice, "say", { room: "salon", text: "here" });
  assert.equal((await reader.event("message"))?.data["text"], "here");
  await ok(alice, "role", { room: "salon", username: "bob", role: "none" });
  assert.equal((await reader.event("left"))?.data["username"], "bob");
});

Deno.test("EventsDoor ends with its session, and says why", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { api } = server;
  const bob = await server.register("bob");
  const { token } = (await server.login("bob")).answer;
  await using reader = await EventReader.open(api.url, { token });
  await reader.event("login");
  await ok(bob, "revoke", { others: true });
  assert.equal((await reader.event("closing"))?.data["reason"], "revoked");
  assert.equal(await reader.next(), undefined);
  const again = await ask(api.url, { token });
  assert.deepEqual([again.status, (await again.json()).error], [401, "bad_credentials"]);
});

Deno.test("EventsDoor writes something now and then, and is not told apart from who listens", async () => {
  using folder = new TemporaryFolder();
  const waits: { milliseconds: number; go: () => void }[] = [];
  await using server = await startApiServer(folder, {
    delay: (milliseconds) =>
      new Promise<void>((resolve) => waits.push({ milliseconds, go: resolve })),
  });
  const { token } = (await server.register("bob")).answer;
  await using reader = await EventReader.open(server.api.url, { token });
  await reader.event("login");
  const waited = waits.filter(({ milliseconds }) => milliseconds === 15_000);
  assert.equal(waited.length, 1);
  waited[0]?.go();
  await server.api.ok("say", { text: "x" }, token);
  await reader.event("message");
  assert.equal(reader.comments, 1);
});
