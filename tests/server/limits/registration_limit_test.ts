import assert from "node:assert/strict";
import { RegistrationLimit } from "../../../server/limits/registration_limit.ts";

const HERE = "192.0.2.1";

/** How many of so many attempts at one moment are let through. */
function letThrough(
  limit: RegistrationLimit,
  { count, nowMs, isTakenBack }: { count: number; nowMs: number; isTakenBack: boolean },
): number {
  let passed = 0;
  for (let attempt = 0; attempt < count; attempt++) {
    try {
      const { takeBack } = limit.attempt(HERE, nowMs);
      if (isTakenBack) takeBack();
      passed += 1;
    } catch (error) {
      assert.equal((error as { code?: string }).code, "slow_down");
    }
  }
  return passed;
}

Deno.test("RegistrationLimit.attempt() lets fifty accounts be made, then one every ten seconds", () => {
  const limit = new RegistrationLimit();
  assert.equal(letThrough(limit, { count: 500, nowMs: 0, isTakenBack: false }), 50);
  assert.equal(letThrough(limit, { count: 500, nowMs: 9_000, isTakenBack: false }), 0);
  assert.equal(letThrough(limit, { count: 500, nowMs: 11_000, isTakenBack: false }), 1);
  limit.attempt("192.0.2.2", 0);
});

Deno.test("RegistrationLimit.attempt() counts the work for what was refused as well", () => {
  const limit = new RegistrationLimit();
  assert.equal(letThrough(limit, { count: 500, nowMs: 0, isTakenBack: true }), 200);
  // All accounts are left.
  assert.equal(letThrough(limit, { count: 500, nowMs: 100_000, isTakenBack: false }), 50);
});
