import assert from "node:assert/strict";
import { SilenceWatch } from "../../../client/link/silence_watch.ts";
import { FakeClock } from "../../support/fake_clock.ts";

function watched() {
  const clock = new FakeClock();
  const told: string[] = [];
  const watch = new SilenceWatch({
    clock,
    ask: () => told.push("asked"),
    giveUp: (seconds) => told.push(`gave up after ${seconds}`),
  });
  const come = () => {
    watch.heard();
    watch.waiting();
  };
  return { clock, come, told, watch };
}

Deno.test("SilenceWatch sets no timer for what comes, and counts from the last of it", () => {
  const { clock, come, told } = watched();
  const timers: number[] = [];
  const { setTimer } = clock;
  clock.setTimer = (delayMs, callback) => {
    timers.push(delayMs);
    return setTimer.call(clock, delayMs, callback);
  };
  for (let index = 0; index < 100; index++) come();
  assert.deepEqual(timers, [30_000]);
  clock.advance(20_000);
  come();
  clock.advance(10_000);
  assert.deepEqual([timers, told], [[30_000, 20_000], []]);
  clock.advance(20_000);
  assert.deepEqual(told, ["asked"]);
  clock.advance(10_000);
  assert.deepEqual(told, ["asked", "gave up after 40"]);
});

Deno.test("SilenceWatch goes on after an answer, however late it looks", () => {
  const { clock, come, told } = watched();
  come();
  clock.advance(300_000); // a machine that has slept
  assert.deepEqual(told, ["asked"]);
  come();
  clock.advance(10_000);
  assert.deepEqual(told, ["asked"]);
  clock.advance(20_000);
  assert.deepEqual(told, ["asked", "asked"]);
});

Deno.test("SilenceWatch counts no time while what came is worked on, and none after stop()", () => {
  const { clock, come, told, watch } = watched();
  come();
  watch.heard();
  clock.advance(100_000);
  clock.advance(100_000);
  assert.deepEqual(told, []);
  watch.waiting();
  clock.advance(30_000);
  assert.deepEqual(told, ["asked"]);
  watch.stop();
  clock.advance(100_000);
  watch.waiting();
  clock.advance(100_000);
  assert.deepEqual(told, ["asked"]);
});
