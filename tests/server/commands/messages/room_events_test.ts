/** `history` with `events`: what happened in a room, in its place among what was said there. */
import assert from "node:assert/strict";
import { ok } from "../../../support/requests.ts";
import type { Line } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

const ROOM = { room: "lab" };

Deno.test("history() brings what happened in a room, where that is asked for", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await ok(alice, "create", ROOM);
  await ok(bob, "join", ROOM);
  await ok(alice, "say", { ...ROOM, text: "one" });
  await ok(alice, "topic", { ...ROOM, topic: "atoms" });
  const told = await bob.event("topic");
  await ok(alice, "role", { ...ROOM, username: "bob", role: "speaker" });
  await ok(alice, "say", { ...ROOM, text: "two" });
  await ok(alice, "set", { ...ROOM, limit: 7 });
  await ok(alice, "rename", { ...ROOM, name: "labs", reason: "more" });
  const labs = { room: "labs" };
  await ok(alice, "kick", { ...labs, username: "bob", reason: "enough" });
  await ok(bob, "join", labs);
  await ok(alice, "ban", { ...labs, username: "bob" });

  const plain = await ok(alice, "history", labs);
  assert.equal(plain["events"], undefined);
  const { messages, events, more } = await ok(alice, "history", { ...labs, events: true });
  assert.deepEqual(messages.map(({ text }: Line) => text), ["one", "two"]);
  assert.equal(more, false);
  assert.equal(events[0].event_id, told["event_id"]);
  const short = (events as Line[]).map(({ event_id: _id, time: _time, by, ...rest }) => {
    assert.equal(by, "alice");
    return rest;
  });
  assert.deepEqual(short, [
    { event: "topic", room: "labs", topic: "atoms" },
    { event: "role", room: "labs", username: "bob", role: "speaker", before: "member" },
    { event: "room_changed", room: "labs", limit: 7 },
    { event: "renamed", room: "lab", name: "labs", reason: "more" },
    { event: "left", room: "labs", username: "bob", reason: "removed", message: "enough" },
    { event: "left", room: "labs", username: "bob", reason: "banned" },
  ]);

  // Both count for a page, in the order in which they came.
  const idsOf = ({ messages, events }: Line) =>
    [...messages.map(({ id }: Line) => id), ...events.map((event: Line) => event["event_id"])]
      .sort((one, other) => one - other);
  const all = idsOf({ messages, events });
  const page = async (fields: Line) => {
    const answer = await ok(alice, "history", { ...labs, events: true, ...fields });
    return { ids: idsOf(answer), more: answer["more"] };
  };
  assert.deepEqual(await page({ limit: 3 }), { ids: all.slice(-3), more: true });
  assert.deepEqual(await page({ after: all[0], limit: 2 }), { ids: all.slice(1, 3), more: true });
  assert.deepEqual(await page({ before: all[2] }), { ids: all.slice(0, 2), more: false });
  assert.deepEqual((await page({ around: all[3], limit: 3 })).ids, all.slice(2, 5));
  const { time } = events[3];
  assert.deepEqual((await page({ date: time })).ids.includes(events[3].event_id), true);
  assert.deepEqual((await page({ date: "2999-01-01" })).ids, []);
});

Deno.test("purge() and the end of what is kept take what happened along", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await ok(alice, "create", ROOM);
  await ok(bob, "join", ROOM);
  await ok(bob, "topic", { ...ROOM, topic: "noise" });
  await ok(alice, "topic", { ...ROOM, topic: "atoms" });
  await ok(alice, "purge", { ...ROOM, username: "bob" });
  const { events } = await ok(alice, "history", { ...ROOM, events: true });
  assert.deepEqual(events.map(({ topic }: Line) => topic), ["atoms"]);
});
