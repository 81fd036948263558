import assert from "node:assert/strict";
import { ChatError } from "../../../protocol/errors.ts";
import { CodeThrottle } from "../../../server/accounts/code_throttle.ts";

/** How many of so many attempts at one moment are let through. */
function letThrough(throttle: CodeThrottle, count: number, nowMs: number): number {
  let passed = 0;
  for (let attempt = 0; attempt < count; attempt++) {
    try {
      throttle.attempt(1, "000000", nowMs);
      passed += 1;
    } catch (error) {
      assert.ok(error instanceof ChatError && error.code === "slow_down");
    }
  }
  return passed;
}

Deno.test("CodeThrottle.attempt() lets ten through at once, then one every two minutes", () => {
  const throttle = new CodeThrottle();
  assert.equal(letThrough(throttle, 1_000, 0), 10);
  assert.equal(letThrough(throttle, 1_000, 119_000), 0);
  assert.equal(letThrough(throttle, 1_000, 121_000), 1);
});

Deno.test("CodeThrottle.attempt() always lets a recovery code through, and other accounts", () => {
  const throttle = new CodeThrottle();
  letThrough(throttle, 100, 0);
  throttle.attempt(1, "7KQ2-AAAA-BBBB-CCCC", 0);
  throttle.attempt(2, "000000", 0);
});

Deno.test("CodeThrottle.succeeded() gives all attempts back", () => {
  const throttle = new CodeThrottle();
  letThrough(throttle, 9, 0);
  throttle.succeeded(1);
  assert.equal(letThrough(throttle, 100, 0), 10);
});
