/** What people read of measures. */
import assert from "node:assert/strict";
import { measureText } from "../../../client/wording/measure_text.ts";
import type { MeasureEvent } from "../../../protocol/events.ts";

const READER = { username: "bob", place: { room: "general" } };

function read(event: Partial<MeasureEvent>): string | undefined {
  const complete = { event: "measure", kind: "ban", username: "bob", by: "alice", ...event };
  return measureText({ time: "2026-11-20T17:00:00.000Z", ...complete } as MeasureEvent, READER);
}

Deno.test("measureText() says from where somebody was removed and where somebody is muted", () => {
  assert.equal(read({ kind: "kick" }), "you are removed from this server (by alice)");
  assert.equal(read({}), "you are banned from this server (by alice)");
  assert.equal(
    read({ room: "ops", reason: "noise" }),
    "you are banned from #ops: noise (by alice)",
  );
  assert.equal(read({ kind: "mute" }), "you are muted on this server (by alice)");
  assert.equal(
    read({ kind: "mute", room: "ops", username: "eve" }),
    "eve is muted in #ops (by alice)",
  );
});

Deno.test("measureText() says of what ended by itself that its time is over, and by whom else", () => {
  const over = { lifted: true, by: "server" } as const;
  assert.equal(
    read({ room: "ops", ...over }),
    "you are not banned from #ops any more (its time is over)",
  );
  assert.equal(
    read({ kind: "mute", lifted: true }),
    "you are not muted on this server any more (by alice)",
  );
});

Deno.test("measureText() leaves to the room's own event what that says already", () => {
  assert.equal(read({ kind: "kick", room: "ops" }), undefined);
  assert.equal(read({ room: "ops" }), undefined);
});
