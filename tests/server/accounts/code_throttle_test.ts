import assert from "node:assert/strict";
import { ChatError } from "../../../protocol/errors.ts";
import { CodeThrottle } from "../../../server/accounts/code_throttle.ts";

/** How many of so many attempts at one moment are let through. */
function letThrough(
  throttle: CodeThrottle,
  count: number,
  nowMs: number,
  knownAddress?: string,
): number {
  let passed = 0;
  for (let attempt = 0; attempt < count; attempt++) {
    try {
      throttle.attempt({ account: 1, code: "000000", knownAddress }, nowMs);
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
  throttle.attempt({ account: 1, code: "7KQ2-AAAA-BBBB-CCCC", knownAddress: undefined }, 0);
  throttle.attempt({ account: 2, code: "000000", knownAddress: undefined }, 0);
});

Deno.test("CodeThrottle.succeeded() gives all attempts back", () => {
  const throttle = new CodeThrottle();
  letThrough(throttle, 9, 0);
  throttle.succeeded({ account: 1, knownAddress: undefined });
  assert.equal(letThrough(throttle, 100, 0), 10);
});

Deno.test("CodeThrottle.attempt() counts for itself where the account was used before", () => {
  const throttle = new CodeThrottle();
  assert.equal(letThrough(throttle, 1_000, 0), 10);
  assert.equal(letThrough(throttle, 1_000, 0, "192.0.2.1"), 10);
  assert.equal(letThrough(throttle, 1_000, 0, "::ffff:192.0.2.1"), 0);
});
