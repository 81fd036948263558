import assert from "node:assert/strict";
import { Turn } from "../../../../server/live/out/turn.ts";

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
  turn.add({
    flush() {
      passMs(4);
      return 1;
    },
  });
  turn.endSoon();
  soon[0]?.();
  turn.schedule();
  turn.endSoon();
  assert.equal(soon.length, 1);
  later.at(-1)?.();
  turn.endSoon();
  assert.equal(soon.length, 2);
});

Deno.test("Turn.add() flushes much in slices, and what is added meanwhile in the turn after it", () => {
  const { turn, later, soon, ends } = makeTurn();
  const flushed: string[] = [];
  const large = (name: string) => ({
    flush() {
      flushed.push(name);
      return 300_000;
    },
  });
  for (const name of ["one", "two", "three", "four", "five"]) turn.add(large(name));
  later[0]?.();
  assert.deepEqual(flushed, ["one", "two"]);
  turn.add(large("six"));
  turn.endSoon();
  soon[0]?.();
  assert.deepEqual(flushed, ["one", "two", "three", "four"]);
  // Asked for before, and come late.
  later[0]?.();
  soon[1]?.();
  assert.deepEqual(flushed, ["one", "two", "three", "four", "five"]);
  assert.equal(ends(), 1);
  assert.equal(soon.length, 2);
  assert.equal(later.length, 2);
  later[1]?.();
  assert.equal(flushed.at(-1), "six");
});

Deno.test("Turn.add() flushes many in slices, however little each has", () => {
  const { turn, later, soon } = makeTurn();
  let count = 0;
  for (let index = 0; index < 1_200; index++) turn.add({ flush: () => ++count && 1 });
  later[0]?.();
  const counts = [count];
  for (let slice = 0; slice < soon.length; slice++) {
    soon[slice]?.();
    counts.push(count);
  }
  assert.deepEqual(counts, [500, 1_000, 1_200]);
});
