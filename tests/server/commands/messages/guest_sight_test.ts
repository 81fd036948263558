/** Guests see what is said in a room from when they join. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";
import type { Line } from "../../../support/test_client.ts";

Deno.test("a guest sees nothing of a room that is older than its joining, until it is an account", async () => {
  using folder = new TemporaryFolder();
  // No two things have the same time.
  let timeMs = Date.now();
  await using server = await startServer(folder, {
    guests: true,
    defaultRooms: [],
    now: () => ++timeMs,
    elapsed: () => performance.now(),
  });
  const alice = await server.register("alice");
  const ROOM = { room: "lab" };
  await ok(alice, "create", ROOM);
  const { id: old } = await ok(alice, "say", { ...ROOM, text: "secret words" });
  await ok(alice, "topic", { ...ROOM, topic: "old topic" });
  const guest = await server.connect();
  await ok(guest, "guest", { username: "visitor" });
  await ok(guest, "join", ROOM);
  const { id } = await ok(alice, "say", { ...ROOM, text: "open words" });
  await ok(alice, "topic", { ...ROOM, topic: "new topic" });
  await ok(alice, "edit", { id: old, text: "secret words, again" });

  const texts = ({ messages }: Line) => messages.map(({ text }: Line) => text);
  const history = (fields: Line) => ok(guest, "history", { ...ROOM, ...fields });
  for (const fields of [{}, { after: 0 }, { around: old }, { date: "2020-01-01" }]) {
    assert.deepEqual(texts(await history(fields)), ["open words"], JSON.stringify(fields));
  }
  assert.deepEqual(await history({ before: id }).then(texts), []);
  const { events } = await history({ events: true });
  assert.deepEqual(events.map(({ topic }: Line) => topic), ["new topic"]);
  const { results } = await ok(guest, "search", { query: "words" });
  assert.deepEqual(results.map(({ text }: Line) => text), ["open words"]);
  const polled = await ok(guest, "poll", { last_id: 0 });
  assert.deepEqual([texts(polled), polled["more"]], [["open words"], false]);
  const news = await ok(guest, "poll", { last_id: old });
  assert.deepEqual(news["changed"], []);
  assert.deepEqual((await ok(guest, "files", ROOM))["messages"], []);
  assert.equal(await refused(guest, "message", { id: old }), "no_such_message");
  assert.equal(await refused(guest, "react", { id: old, emoji: "👍" }), "no_such_message");
  await ok(guest, "message", { id });

  await ok(guest, "register", { username: "visitor", password: PASSWORD });
  assert.deepEqual(texts(await history({})), ["secret words, again", "open words"]);
});
