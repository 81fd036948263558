import assert from "node:assert/strict";
import { FrameTimes } from "../../../../client/full/frame/frame_times.ts";
import { FakeClock } from "../../../support/fake_clock.ts";

/** Times on a clock of their own, and when was drawn. */
function begin() {
  const clock = new FakeClock();
  const drawnMs: number[] = [];
  const frames = new FrameTimes(clock, () => drawnMs.push(clock.nowMs()));
  /** Lets time go by in steps of a millisecond. */
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed++) clock.advance(1);
  };
  return { drawnMs, frames, pass };
}

Deno.test("a screen that has rested is drawn at once, and once for all that happens then", () => {
  const { drawnMs, frames, pass } = begin();
  pass(100);
  frames.soon(false);
  frames.soon(true);
  frames.soon(false);
  pass(100);
  assert.deepEqual(drawnMs, [101]);
  frames.soon(true);
  pass(1);
  assert.equal(drawnMs.length, 2);
});

Deno.test("news are drawn 20 times a second, and what is typed among them after a thirtieth", () => {
  const { drawnMs, frames, pass } = begin();
  for (let ms = 0; ms < 1_000; ms++) {
    frames.soon(false);
    pass(1);
  }
  assert.ok(drawnMs.length >= 19 && drawnMs.length <= 21, `${drawnMs.length}`);
  pass(100);
  frames.soon(false);
  pass(1);
  const before = drawnMs.at(-1) ?? 0;
  for (const isTyped of [false, true, false]) frames.soon(isTyped);
  pass(100);
  assert.equal(drawnMs.at(-1), before + 34);
});

Deno.test("nothing is drawn after the end", () => {
  const { drawnMs, frames, pass } = begin();
  frames.soon(true);
  frames.close();
  pass(100);
  assert.deepEqual(drawnMs, []);
});
