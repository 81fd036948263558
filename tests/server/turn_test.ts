import assert from "node:assert/strict";
import { Turn } from "../../server/turn.ts";

/** A turn whose ends the test decides. */
function makeTurn(): {
  turn: Turn;
  later: (() => void)[];
  soon: (() => void)[];
  ends: () => number;
} {
  const later: (() => void)[] = [];
  const soon: (() => void)[] = [];
  let ends = 0;
  const turn = new Turn({
    schedule: (task) => later.push(task),
    scheduleSoon: (task) => soon.push(task),
    beforeFlush: () => ends += 1,
  });
  return { turn, later, soon, ends: () => ends };
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
