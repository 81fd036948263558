import assert from "node:assert/strict";
import fc from "fast-check";
import {
  comparePositions,
  findMessage,
  withLines,
  withMessages,
  withTraffic,
} from "../../../../client/full/state/entries.ts";
import type { Entry } from "../../../../client/full/state/state.ts";
import { messageEntry } from "../support/rich_state.ts";

function entry(id: number) {
  return messageEntry({ id, from: "bob", text: `text ${id}`, timeMs: id });
}

Deno.test("withMessages() keeps lines of the client below the message that they came after", () => {
  let entries: readonly Entry[] = withMessages([], [entry(5)]);
  entries = withLines(entries, { lines: ["a"], tone: "event", timeMs: 0, afterId: 5 });
  entries = withLines(entries, { lines: ["b"], tone: "event", timeMs: 0, afterId: 5 });
  entries = withMessages(entries, [entry(9), entry(2)]);
  assert.deepEqual(entries.map(({ id, sub }) => [id, sub]), [[2, 0], [5, 0], [5, 1], [5, 2], [
    9,
    0,
  ]]);
});

Deno.test("withMessages() sorts, repeats nothing and leaves what is there as it is", () => {
  const step = fc.oneof(
    fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }),
    fc.constantFrom("lines" as const, "traffic" as const),
  );
  fc.assert(fc.property(fc.array(step), (steps) => {
    let entries: readonly Entry[] = [];
    let lastId = 0;
    const seen = new Map<number, Entry>();
    for (const each of steps) {
      if (each === "lines") {
        entries = withLines(entries, { lines: [], tone: "event", timeMs: 0, afterId: lastId });
      } else if (each === "traffic") {
        const came = { username: "bob", hasLeft: false, timeMs: 0, afterId: lastId };
        entries = withTraffic(entries, came);
      } else {
        entries = withMessages(entries, [...new Set(each)].map(entry));
        lastId = Math.max(lastId, ...each);
      }
      for (const one of entries) {
        if (one.kind !== "message") continue;
        assert.equal(seen.get(one.id) ?? one, one);
        seen.set(one.id, one);
        assert.equal(findMessage(entries, one.id), one);
      }
    }
    for (const [index, one] of entries.entries()) {
      const before = entries[index - 1];
      if (before !== undefined) assert.ok(comparePositions(before, one) < 0);
    }
  }));
});
