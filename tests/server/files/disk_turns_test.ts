import assert from "node:assert/strict";
import { DiskTurns } from "../../../server/files/disk_turns.ts";

/** Turns whose time a test makes. */
function openTurns(isCalm: boolean) {
  let nowMs = 0;
  const pauses: { milliseconds: number; end(): void }[] = [];
  const turns = new DiskTurns({
    isCalm: () => isCalm,
    elapsed: () => nowMs,
    pause: (milliseconds) => new Promise((end) => void pauses.push({ milliseconds, end })),
  });
  const work = (milliseconds: number) => () => {
    nowMs += milliseconds;
    return Promise.resolve(nowMs);
  };
  return { turns, pauses, work };
}

Deno.test("DiskTurns gives one turn after the other while nobody talks", async () => {
  const { turns, pauses, work } = openTurns(true);
  const all = [10, 20, 30].map((milliseconds) => turns.take(work(milliseconds)));
  assert.deepEqual(await Promise.all(all), [10, 30, 60]);
  assert.equal(pauses.length, 0);
});

Deno.test("DiskTurns rests after each turn while somebody talks, also after one that failed", async () => {
  const { turns, pauses, work } = openTurns(false);
  const failing = turns.take(() => {
    work(10)();
    return Promise.reject(new Error("as it should"));
  });
  const next = turns.take(work(5));
  await assert.rejects(failing, /as it should/);
  assert.equal(pauses[0]?.milliseconds, 30);
  pauses[0]?.end();
  assert.equal(await next, 15);
});
