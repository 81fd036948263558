/** Two who know a database agree on what both saw, and on nothing that one of them lacks. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Start } from "../../protocol/records.ts";
import { agreedId, type KnownPast, MAX_STARTS } from "../../protocol/starts.ts";

/** What is known after these starts (newest first), the last of which has come as far as `lastId`. */
function past(lastId: number, ...starts: [string, number][]): KnownPast {
  return { starts: starts.map(([start, last_id]): Start => ({ start, last_id })), lastId };
}

Deno.test("agreedId() is the last id that both know", () => {
  const known = past(41, ["first", 0]);
  assert.equal(agreedId(known, past(41, ["first", 0])), 41);
  assert.equal(agreedId(known, past(50, ["first", 0])), 41, "it went on");
  assert.equal(agreedId(known, past(50, ["second", 45], ["first", 0])), 41, "and was restarted");
  assert.equal(agreedId(known, past(10, ["first", 0])), 10, "it went back without a start");
  assert.equal(agreedId(known, past(50, ["second", 10], ["first", 0])), 10, "it was restored");
});

Deno.test("agreedId() is undefined where there is no start in common", () => {
  assert.equal(agreedId(past(41, ["first", 0]), past(50, ["other", 0])), undefined);
  assert.equal(agreedId(past(41), past(50, ["other", 0])), undefined);
});

/** What was given out, by id: the start that did it. */
type Given = readonly string[];

interface Copy {
  given: Given;
  starts: readonly Start[];
}

Deno.test("agreedId() is right whatever was restored when, as long as a start is in common", () => {
  const step = fc.oneof(
    fc.record({ does: fc.constant("give"), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ does: fc.constant("start"), count: fc.constant(0) }),
    fc.record({ does: fc.constant("copy"), count: fc.constant(0) }),
    fc.record({ does: fc.constant("restore"), count: fc.nat(5) }),
  );
  let found = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(39), (steps, lookedAt) => {
      let names = 0;
      const begun = (copy: Copy): Copy => ({
        given: copy.given,
        starts: [{ start: `s${names++}`, last_id: copy.given.length }, ...copy.starts]
          .slice(0, MAX_STARTS),
      });
      let current = begun({ given: [], starts: [] });
      const backups: Copy[] = [];
      let seen = current;
      for (const [index, { does, count }] of steps.entries()) {
        if (does === "give") {
          const by = current.starts[0]?.start ?? "";
          current = { ...current, given: [...current.given, ...Array(count).fill(by)] };
        }
        if (does === "start") current = begun(current);
        if (does === "copy") backups.push(current);
        if (does === "restore") current = begun(backups[count % backups.length] ?? current);
        if (index === lookedAt) seen = current;
      }
      const told = agreedId(
        { starts: seen.starts, lastId: seen.given.length },
        { starts: current.starts, lastId: current.given.length },
      );
      if (told === undefined) return;
      found += 1;
      const parts = seen.given.findIndex((by, index) => current.given[index] !== by);
      const agreed = parts < 0 ? Math.min(seen.given.length, current.given.length) : parts;
      assert.equal(told, agreed);
    }),
    { seed: 7, numRuns: 1_000 },
  );
  assert.ok(found > 500, `${found} of them had a start in common`);
});
