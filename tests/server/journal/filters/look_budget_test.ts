/** Looking at what one account writes takes only so many steps, however often it writes. */
import assert from "node:assert/strict";
import { ChatError } from "../../../../protocol/errors.ts";
import {
  checkLooks,
  type LooksUsed,
  withLook,
} from "../../../../server/journal/filters/look_budget.ts";

const NOTHING: LooksUsed = { steps: 0, atMs: 0 };

function retryAfter(used: LooksUsed, nowMs: number): number | undefined {
  try {
    checkLooks(used, nowMs);
    return 0;
  } catch (error) {
    assert.ok(error instanceof ChatError);
    assert.equal(error.code, "slow_down");
    return error.retryAfterSeconds;
  }
}

Deno.test("checkLooks() refuses what would be looked at after too many steps, until time has passed", () => {
  let used = NOTHING;
  for (let look = 0; look < 5; look++) {
    assert.equal(retryAfter(used, 1_000), 0, `look ${look}`);
    used = withLook(used, 5_000_000, 1_000) ?? used;
  }
  assert.equal(retryAfter(used, 1_000), 5);
  assert.equal(retryAfter(used, 3_000), 3);
  assert.equal(retryAfter(used, 6_000), 0);
  assert.deepEqual(withLook(used, 5_000_000, 6_000), { steps: 25_000_000, atMs: 6_000 });
});

Deno.test("checkLooks() lets nobody wait longer because the clock was set back", () => {
  const used = { steps: 25_000_000, atMs: 1_000_000 };
  assert.equal(retryAfter(used, 0), 5);
});

Deno.test("withLook() leaves short looks out", () => {
  assert.equal(withLook(NOTHING, 50_000, 1), undefined);
  assert.deepEqual(withLook(NOTHING, 50_001, 1), { steps: 50_001, atMs: 1 });
});
