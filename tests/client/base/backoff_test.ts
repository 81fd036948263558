import assert from "node:assert/strict";
import { backoffMs } from "../../../client/base/backoff.ts";

Deno.test("backoffMs() doubles from half a second up to thirty", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 7, 1_000].map((attempt) => backoffMs(attempt, 0)),
    [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
  );
});

Deno.test("backoffMs() takes up to half off when random says so", () => {
  assert.equal(backoffMs(0, 1), 250);
  assert.equal(backoffMs(20, 0.5), 22_500);
});
