/** Looking at what one account writes takes only so long, however often it writes. */
import assert from "node:assert/strict";
import { ChatError } from "../../../../protocol/errors.ts";
import { LookBudget } from "../../../../server/journal/filters/look_budget.ts";

/** A clock that a look moves. */
class Clock {
  ms = 0;
  readonly now = () => this.ms;
}

function retryAfter(work: () => unknown): number | undefined {
  try {
    work();
    return 0;
  } catch (error) {
    assert.ok(error instanceof ChatError);
    assert.equal(error.code, "slow_down");
    return error.retryAfterSeconds;
  }
}

Deno.test("LookBudget.spend() refuses an account whose texts took too long, and no other one", () => {
  const clock = new Clock();
  const budget = new LookBudget(clock.now);
  const look = (account: number, nowMs: number) =>
    retryAfter(() => budget.spend(account, nowMs, () => clock.ms += 30));
  const refusals = Array.from({ length: 12 }, () => look(1, 1_000));
  assert.deepEqual(refusals.slice(0, 9), Array(9).fill(0));
  assert.deepEqual(refusals.slice(9), [3, 3, 3]);
  assert.equal(look(2, 1_000), 0);
  assert.equal(look(1, 4_100), 0, "it is looked at again once the time is over");
  assert.equal(look(1, 4_100), 2);
});

Deno.test("LookBudget.spend() counts looks that end in an error", () => {
  const clock = new Clock();
  const budget = new LookBudget(clock.now);
  assert.throws(() =>
    budget.spend(1, 0, () => {
      clock.ms += 1_000;
      throw new Error("too long");
    }), /too long/);
  assert.equal(retryAfter(() => budget.spend(1, 0, () => {})), 76);
});
