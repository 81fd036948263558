import assert from "node:assert/strict";
import { Turn } from "../../server/turn.ts";

/** A turn whose ends the test decides. */
function makeTurn(): {
  passMs: (ms: number) => void;
  turn: Turn;
  later: (() => void)[];
  soon: (() => void)[];
  ends: () => number;
} {
  const later: (() => void)[] = [];
  const soon: (() => void)[] = [];
  let ends = 0;
  let nowMs = 0;
  const turn = new Turn({
    schedule: (task) => later.push(task),
    scheduleSoon: (task) => soon.push(task),
    now: () => nowMs,
    beforeFlush: () => ends += 1,
  });
  return { passMs: (ms) => nowMs += ms, turn, later, soon, ends: () => ends };
}

Deno.test("Turn.add() flushes everybody once at the end of the turn", () => {
  const { turn, later, soon } = makeTurn();
  const flushed: string[] = [];
  turn.add({ flush: () => flushed.push("one") });
  turn.add({ flush: () => flushed.push("two") });
  assert.equal(later.length, 1);
  assert.equal(soon.length, 0);
  later[0]?.();
  assert.deepEqual(flushed, ["one", "two"]);
});

Deno.test("Turn.endSoon() ends the turn once, and its later end does nothing", () => {
  const { turn, later, soon, ends } = makeTurn();
  turn.schedule();
  turn.endSoon();
  turn.endSoon();
  assert.equal(soon.length, 1);
  soon[0]?.();
  later[0]?.();
  assert.equal(ends(), 1);
  turn.schedule();
  assert.equal(later.length, 2);
});

Deno.test("Turn.endSoon() waits for more when the last flush took long", () => {
  const { turn, later, soon, passMs } = makeTurn();
  turn.add({ flush: () => passMs(4) });
  turn.endSoon();
  soon[0]?.();
  turn.schedule();
  turn.endSoon();
  assert.equal(soon.length, 1);
  later.at(-1)?.();
  turn.endSoon();
  assert.equal(soon.length, 2);
});
