/** What people read of what happens to rooms and people. */
import assert from "node:assert/strict";
import { eventText, type StateEvent } from "../../../client/wording/event_text.ts";

const PLACE = { room: "general" };
const TIME = "2026-11-20T17:00:00.000Z";

Deno.test("eventText() tells of measures and roles all but the one who was answered already", () => {
  const events: StateEvent[] = [
    { event: "measure", kind: "mute", username: "bob", room: "general", by: "alice", time: TIME },
    { event: "measure", kind: "slow", room: "general", seconds: 5, by: "alice", time: TIME },
    { event: "granted", username: "alice", role: "owner", by: "alice", time: TIME },
  ];
  const toldTo = (username: string) =>
    events.map((event) => eventText(event, { username, place: PLACE }));
  assert.deepEqual(toldTo("Alice"), [undefined, undefined, undefined]);
  assert.deepEqual(toldTo("bob"), [
    "you are muted in #general (by alice)",
    "#general is slow: one message every 5s (by alice)",
    "alice is now owner on this server (by alice)",
  ]);
});
