import assert from "node:assert/strict";
import { ChatError } from "../../../protocol/errors.ts";
import { type Guess, LoginThrottle } from "../../../server/limits/login_throttle.ts";

const HERE = "192.0.2.1";

function guess(username = "alice", address = HERE, isKnown = false): Guess {
  return { username, address, isKnown };
}

/** For how long each of so many attempts at once waits; -1 is a refusal. */
function waitsOf(throttle: LoginThrottle, guesses: readonly Guess[], nowMs = 0): number[] {
  return guesses.map((one) => {
    try {
      return throttle.attempt(one, nowMs).waitMs;
    } catch (error) {
      assert.ok(error instanceof ChatError && error.code === "slow_down");
      return -1;
    }
  });
}

function times(count: number, one: (index: number) => Guess): Guess[] {
  return Array.from({ length: count }, (_, index) => one(index));
}

Deno.test("LoginThrottle.attempt() costs nothing for the first five, then doubles up to 8 s", () => {
  const throttle = new LoginThrottle();
  let nowMs = 0;
  const waits = Array.from({ length: 13 }, () => {
    const { waitMs } = throttle.attempt(guess(), nowMs);
    nowMs += waitMs;
    return waitMs;
  });
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

Deno.test("LoginThrottle.attempt() makes many at once wait as long as many in a row", () => {
  const waits = waitsOf(new LoginThrottle(), times(9, () => guess()));
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 250, 750, 1_750, 3_750]);
});

Deno.test("LoginThrottle.attempt() refuses who would wait for too long, and that does not count", () => {
  const throttle = new LoginThrottle();
  const waits = waitsOf(throttle, times(100, () => guess()));
  assert.ok(waits.slice(20).every((wait) => wait === -1));
  assert.ok(throttle.attempt(guess(), 40_000).waitMs <= 8_000);
});

Deno.test("LoginThrottle.attempt() makes nobody wait for what is tried on other accounts", () => {
  const throttle = new LoginThrottle();
  waitsOf(throttle, times(1_000, (index) => guess(`user${index % 100}`)));
  assert.deepEqual(waitsOf(throttle, [guess("bob"), guess("carol", HERE, true)]), [0, 0]);
});

Deno.test("LoginThrottle.attempt() makes nobody wait for what is tried elsewhere on the account", () => {
  const throttle = new LoginThrottle();
  waitsOf(throttle, times(99, (index) => guess("alice", `198.51.100.${index}`)));
  assert.deepEqual(waitsOf(throttle, [guess("Alice")]), [0]);
});

Deno.test("LoginThrottle.attempt() has a ceiling for an account over all addresses but its own", () => {
  const throttle = new LoginThrottle();
  const guesses = times(1_000, (index) => guess("alice", `198.51.${index % 250}.1`));
  const looked = waitsOf(throttle, guesses).filter((wait) => wait >= 0).length;
  assert.equal(looked, 100);
  assert.deepEqual(waitsOf(throttle, [guess()], 59_000), [-1]);
  assert.deepEqual(waitsOf(throttle, [guess(), guess()], 61_000), [0, -1]);
  // The owner, who was there before, and everybody else.
  assert.deepEqual(waitsOf(throttle, [guess("alice", HERE, true), guess("bob")], 61_000), [0, 0]);
});

Deno.test("LoginThrottle.attempt() forgets after a quarter of an hour without one", () => {
  const throttle = new LoginThrottle();
  waitsOf(throttle, times(8, () => guess()));
  assert.deepEqual(waitsOf(throttle, [guess()], 15 * 60_000 + 1), [0]);
});

Deno.test("LoginAttempt.succeed() gives back what right passwords took, however many there are", () => {
  const throttle = new LoginThrottle();
  for (let login = 0; login < 1_000; login++) {
    const attempt = throttle.attempt(guess("alice", `198.51.${login % 250}.1`), 0);
    assert.equal(attempt.waitMs, 0);
    attempt.succeed();
  }
});

Deno.test("LoginAttempt.succeed() forgets what went wrong before in the same place", () => {
  const throttle = new LoginThrottle();
  waitsOf(throttle, times(7, () => guess()));
  const attempt = throttle.attempt(guess(), 10_000);
  assert.ok(attempt.waitMs > 0);
  attempt.succeed();
  assert.deepEqual(waitsOf(throttle, times(5, () => guess()), 10_000), [0, 0, 0, 0, 0]);
});

Deno.test("LoginAttempt.takeBack() leaves nothing that pushes out what others did", () => {
  const throttle = new LoginThrottle();
  waitsOf(throttle, times(6, () => guess()));
  for (let index = 0; index < 25_000; index++) {
    throttle.attempt(guess(`nobody${index}`), 0).takeBack();
  }
  assert.deepEqual(waitsOf(throttle, [guess()]), [750]);
});

Deno.test("LoginThrottle.comeBack() makes one account wait for itself, over all its tokens", () => {
  const throttle = new LoginThrottle();
  const tokens = [1, 2, 3].map((byte) => Uint8Array.of(byte));
  const [phone, laptop, other] = tokens as [Uint8Array, Uint8Array, Uint8Array];
  assert.equal(throttle.comeBack(phone, 0), 0, "Nobody knows yet whose it is");
  throttle.cameBack(phone, 1);
  throttle.cameBack(laptop, 1);
  throttle.cameBack(other, 2);
  for (let time = 0; time < 60; time++) {
    assert.equal(throttle.comeBack(time % 2 === 0 ? phone : laptop, 0), 0);
  }
  assert.deepEqual([throttle.comeBack(phone, 0), throttle.comeBack(laptop, 0)], [200, 400]);
  assert.equal(throttle.comeBack(other, 0), 0);
  assert.throws(() => {
    for (let time = 0; time < 200; time++) throttle.comeBack(phone, 0);
  }, { code: "slow_down" });
  assert.equal(throttle.comeBack(phone, 60_000), 0);
});

Deno.test("LoginThrottle.openSession() makes sessions of one account wait for one another", () => {
  const throttle = new LoginThrottle();
  const waits = Array.from({ length: 62 }, () => throttle.openSession(1, 0));
  assert.deepEqual(waits.slice(58), [0, 0, 500, 1_000]);
  assert.equal(throttle.openSession(2, 0), 0);
  assert.throws(() => {
    for (let session = 0; session < 100; session++) throttle.openSession(1, 0);
  }, { code: "slow_down" });
  assert.equal(throttle.openSession(1, 100_000), 0);
});

Deno.test("LoginThrottle.distrustsTokens() of an address from which many wrong ones came", () => {
  const throttle = new LoginThrottle();
  for (let token = 0; token < 49; token++) throttle.wrongToken(HERE, 0);
  assert.equal(throttle.distrustsTokens(HERE, 0), false);
  throttle.wrongToken(HERE, 0);
  assert.equal(throttle.distrustsTokens(HERE, 0), true);
  assert.equal(throttle.distrustsTokens("192.0.2.2", 0), false);
  assert.equal(throttle.distrustsTokens(HERE, 1_000), false);
});

Deno.test("LoginThrottle.attempt() that is refused leaves nothing that pushes out what others did", () => {
  const throttle = new LoginThrottle();
  waitsOf(throttle, times(6, () => guess("bob")));
  waitsOf(throttle, times(25_100, (index) => guess("alice", `10.${index >> 8}.${index & 255}.1`)));
  assert.deepEqual(waitsOf(throttle, [guess("bob")]), [750]);
});
