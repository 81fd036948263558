import assert from "node:assert/strict";
import { renewalTimeMs, retryWaitMs, suggestedTimeMs } from "../../../server/acme/times.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const certificate = { validFrom: new Date(0), validUntil: new Date(90 * DAY_MS) };

Deno.test("renewalTimeMs() is at two thirds of the lifetime", () => {
  assert.equal(renewalTimeMs(certificate), 60 * DAY_MS);
});

Deno.test("suggestedTimeMs() lies in the window, and never in the last sixth of the lifetime", () => {
  const at = (start: number, end: number, chance: number) =>
    suggestedTimeMs({ startMs: start * DAY_MS, endMs: end * DAY_MS }, {
      ...certificate,
      random: () => chance,
    }) / DAY_MS;
  assert.equal(at(50, 60, 0.5), 55);
  assert.equal(at(-10, -8, 0.5), -9);
  assert.equal(at(400, 500, 0.5), 75);
});

Deno.test("retryWaitMs() doubles up to half a day, and is as long as the authority asks for", () => {
  const minutes = (failures: number, retryAfterMs?: number) =>
    retryWaitMs(failures, { random: () => 0, retryAfterMs }) / 60_000;
  assert.deepEqual([1, 2, 3, 4].map((failures) => minutes(failures)), [10, 20, 40, 80]);
  assert.equal(minutes(1_000_000), 12 * 60);
  assert.equal(minutes(1, 3 * DAY_MS), 3 * 24 * 60);
  assert.equal(retryWaitMs(1, { random: () => 1 }), 12.5 * 60_000);
});
