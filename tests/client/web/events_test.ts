import assert from "node:assert/strict";
import type { StateEvent } from "../../../client/wording/event_text.ts";
import { DE } from "../../../client/web/texts/de.ts";
import { EN } from "../../../client/web/texts/en.ts";

const TIME = "2026-11-20T17:00:00.000Z";
const READER = { username: "alice", place: { room: "ops" } };

const EVENTS: readonly StateEvent[] = [
  { event: "joined", room: "ops", username: "bob", time: TIME },
  { event: "joined", room: "ops", username: "alice", time: TIME },
  { event: "left", room: "ops", username: "bob", reason: "banned", by: "carol", time: TIME },
  { event: "left", room: "ops", username: "alice", reason: "removed", by: "carol", time: TIME },
  { event: "left", room: "ops", username: "alice", reason: "offline", time: TIME },
  { event: "role", room: "ops", username: "bob", role: "read_only", by: "carol", time: TIME },
  { event: "granted", username: "alice", role: "admin", by: "carol", time: TIME },
  { event: "topic", room: "ops", topic: "news", by: "carol", time: TIME },
  { event: "topic", room: "ops", topic: "", by: "carol", time: TIME },
  { event: "renamed", room: "ops", name: "work", by: "carol", time: TIME },
  { event: "room_deleted", room: "ops", by: "carol", time: TIME },
  { event: "invitation", room: "ops", username: "bob", by: "carol", time: TIME },
  { event: "invitation", room: "ops", username: "bob", by: "alice", time: TIME },
  { event: "invited", room: "work", by: "carol", time: TIME },
  { event: "presence", username: "bob", away: "lunch", time: TIME },
  { event: "presence", username: "alice", away: "", time: TIME },
  { event: "watched", username: "bob", online: true, time: TIME },
  { event: "measure", kind: "slow", room: "ops", seconds: 30, by: "carol", time: TIME },
  { event: "measure", kind: "lock", room: "ops", lifted: true, by: "carol", time: TIME },
  { event: "measure", kind: "mute", username: "alice", by: "carol", until: TIME, time: TIME },
  { event: "measure", kind: "ban", room: "ops", username: "bob", by: "carol", time: TIME },
  { event: "measure", kind: "kick", username: "bob", by: "alice", time: TIME },
  { event: "room_changed", room: "ops", visibility: "invite_only", by: "carol", time: TIME },
  { event: "notice", text: "be kind" },
  { event: "typing", room: "ops", username: "bob" },
];

Deno.test("events.text() says in German what it says in English, and no more", () => {
  for (const event of EVENTS) {
    const [english, german] = [EN.events.text(event, READER), DE.events.text(event, READER)];
    assert.equal(german === undefined, english === undefined, JSON.stringify(event));
    for (const name of ["bob", "carol", "#work", "news", "lunch", "30s", "be kind"]) {
      assert.equal(german?.includes(name), english?.includes(name), `${german} · ${english}`);
    }
  }
});

Deno.test("events.text() makes harmless what others wrote, in every language", () => {
  const event: StateEvent = {
    event: "topic",
    room: "ops",
    topic: "\u202etxt.exe\u001b[2J",
    by: "b\u0007b",
    time: TIME,
  };
  for (const { events } of [EN, DE]) {
    // deno-lint-ignore no-control-regex -- that is what must not be there
    assert.doesNotMatch(events.text(event, READER) ?? "", /[\u0000-\u001f\u202e]/);
  }
});
