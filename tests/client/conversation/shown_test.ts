import assert from "node:assert/strict";
import { ShownMessages } from "../../../client/conversation/shown.ts";
import type { Message } from "../../../protocol/records.ts";

const time = "2026-11-20T17:00:00.000Z";
const GENERAL = { room: "general" };

function message(id: number, from = "bob", place: { room: string } | { to: string } = GENERAL) {
  return { id, from, text: `text ${id}`, time, ...place } as Message;
}

function withMessages(...messages: readonly Message[]): ShownMessages {
  const shown = new ShownMessages();
  for (const each of messages) shown.add(each, "alice");
  return shown;
}

Deno.test("ShownMessages.nth() counts from the newest, whatever was shown last", () => {
  const shown = withMessages(
    message(5),
    message(9),
    message(2),
    message(7, "eve", { room: "ops" }),
  );
  assert.deepEqual([1, 2, 3, 4].map((number) => shown.nth(GENERAL, number)?.id), [
    9,
    5,
    2,
    undefined,
  ]);
});

Deno.test("ShownMessages.nth() keeps private conversations apart, by who the other one is", () => {
  const shown = withMessages(
    message(1, "bob", { to: "alice" }),
    message(2, "alice", { to: "Bob" }),
    message(3, "eve", { to: "alice" }),
  );
  assert.equal(shown.nth({ with: "bob" }, 1)?.id, 2);
  assert.equal(shown.nth({ with: "BOB" }, 2)?.id, 1);
  assert.equal(shown.nth({ with: "eve" }, 2), undefined);
});

Deno.test("ShownMessages.nth() does not count what was deleted", () => {
  const shown = withMessages(message(1), message(2), message(3));
  shown.delete(2);
  assert.equal(shown.nth(GENERAL, 2)?.id, 1);
  assert.equal(shown.get(2)?.deleted, true);
});

Deno.test("ShownMessages.nthOf() counts the messages of one person", () => {
  const shown = withMessages(message(1, "alice"), message(2), message(3, "Alice"), message(4));
  assert.equal(shown.nthOf(GENERAL, 1, "alice")?.id, 3);
  assert.equal(shown.nthOf(GENERAL, 2, "alice")?.id, 1);
});

Deno.test("ShownMessages.add() takes a message as it stands now instead of how it was", () => {
  const shown = withMessages(message(1), message(2));
  shown.add({ ...message(1), text: "new" }, "alice");
  shown.edit({ event: "edited", id: 3, message: 2, from: "bob", by: "bob", text: "newer", time });
  assert.deepEqual(shown.last(GENERAL, 9).map(({ text }) => text), ["newer", "new"]);
});

Deno.test("ShownMessages.add() forgets the oldest beyond its bounds", () => {
  const shown = new ShownMessages({ messagesPerPlace: 2, places: 2 });
  for (const id of [1, 2, 3]) shown.add(message(id), "alice");
  assert.equal(shown.get(1), undefined);
  shown.add(message(4, "bob", { room: "ops" }), "alice");
  shown.add(message(5, "bob", { room: "dev" }), "alice");
  assert.equal(shown.nth(GENERAL, 1), undefined);
  assert.equal(shown.get(3), undefined);
});

Deno.test("ShownMessages.renameRoom() takes the messages along", () => {
  const shown = withMessages(message(1), message(2));
  shown.renameRoom("general", "all");
  assert.equal(shown.nth(GENERAL, 1), undefined);
  assert.equal(shown.nth({ room: "all" }, 2)?.id, 1);
});

Deno.test("ShownMessages.forgetAfter() forgets what has greater ids, so that others may have them", () => {
  const shown = withMessages(message(1), message(2), message(3));
  shown.forgetAfter(2);
  assert.equal(shown.nth(GENERAL, 1)?.id, 2);
  assert.equal(shown.get(3), undefined);
  shown.add({ ...message(3), text: "another" }, "alice");
  assert.equal(shown.nth(GENERAL, 1)?.text, "another");
});

Deno.test("ShownMessages.add() bounds the texts by their length, also of one that has grown", () => {
  const shown = new ShownMessages({ characters: 30 });
  const put = (id: number, text: string, place = { room: "general" }) =>
    shown.add({ ...message(id, "bob", place), text }, "alice");
  put(1, "0123456789");
  put(2, "0123456789");
  put(3, "0123456789", { room: "ops" });
  put(4, "0123456789", { room: "ops" });
  assert.equal(shown.get(1), undefined, "another place goes first");
  assert.equal(shown.get(2), undefined);
  put(5, "0123456789", { room: "ops" });
  put(6, "0123456789", { room: "ops" });
  assert.deepEqual([3, 4, 5, 6].map((id) => shown.get(id) !== undefined), [
    false,
    true,
    true,
    true,
  ]);
  shown.edit({
    event: "edited",
    id: 7,
    message: 6,
    from: "bob",
    by: "bob",
    text: "",
    time,
    room: "ops",
  });
  put(8, "0123456789", { room: "ops" });
  assert.notEqual(shown.get(4), undefined, "what has become shorter counts less");
});
