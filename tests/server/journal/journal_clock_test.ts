/** The time of a journal goes on whatever is done to the clock. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { JournalClock } from "../../../server/journal/journal_clock.ts";

const HOUR_MS = 60 * 60 * 1_000;

/** A clock that can be set, over time that passes. */
function setUp(lastTimeMs = 0) {
  const state = { elapsedMs: 5, offsetMs: 1_000_000_000 };
  const clock = new JournalClock({
    now: () => state.offsetMs + state.elapsedMs,
    elapsed: () => state.elapsedMs,
    lastTimeMs,
  });
  return { state, clock };
}

Deno.test("JournalClock.timeMs() is what the clock shows", () => {
  const { state, clock } = setUp();
  assert.equal(clock.timeMs(), 1_000_000_005);
  state.elapsedMs += 1_234;
  assert.equal(clock.timeMs(), 1_000_001_239);
  state.offsetMs += 24 * HOUR_MS;
  assert.equal(clock.timeMs(), 1_000_001_239 + 24 * HOUR_MS);
});

Deno.test("JournalClock.timeMs() goes on when the clock is set back, and meets it again", () => {
  const { state, clock } = setUp();
  const before = clock.timeMs();
  state.offsetMs -= 5 * HOUR_MS;
  state.elapsedMs += 5_000;
  assert.equal(clock.timeMs(), before + 4_500, "what is to last five seconds is nearly over");
  state.elapsedMs += 1_000;
  assert.ok(clock.timeMs() >= before + 5_000);
  state.elapsedMs += 60 * HOUR_MS;
  assert.equal(clock.timeMs(), state.offsetMs + state.elapsedMs);
});

Deno.test("JournalClock.timeMs() begins after the last entry, however far behind the clock is", () => {
  const { state, clock } = setUp(2_000_000_000);
  assert.equal(clock.timeMs(), 2_000_000_000);
  state.elapsedMs += 10;
  assert.equal(clock.timeMs(), 2_000_000_009);
});

Deno.test("JournalClock.timeMs() loses nothing of many looks within a millisecond", () => {
  const { state, clock } = setUp();
  state.offsetMs -= HOUR_MS;
  const before = clock.timeMs();
  for (let look = 0; look < 10_000; look++) {
    state.elapsedMs += 0.01;
    clock.timeMs();
  }
  assert.ok(clock.timeMs() - before >= 89, `${clock.timeMs() - before}`);
});

Deno.test("JournalClock.timeMs() never goes backwards", () => {
  const steps = fc.array(fc.tuple(fc.nat(10_000), fc.integer({ min: -HOUR_MS, max: HOUR_MS })));
  fc.assert(
    fc.property(steps, (given) => {
      const { state, clock } = setUp();
      let last = 0;
      for (const [passed, set] of given) {
        state.elapsedMs += passed;
        state.offsetMs += set;
        const time = clock.timeMs();
        assert.ok(time >= last && Number.isInteger(time));
        last = time;
      }
    }),
    { numRuns: 300, seed: 3 },
  );
});
