import assert from "node:assert/strict";
import { LoginThrottle } from "../../../server/limits/login_throttle.ts";

Deno.test("LoginThrottle.attempt() costs nothing for the first five, then doubles up to 8 s", () => {
  const throttle = new LoginThrottle();
  let nowMs = 0;
  const waits = Array.from({ length: 13 }, () => {
    const waitMs = throttle.attempt("alice", "192.0.2.1", nowMs);
    nowMs += waitMs;
    return waitMs;
  });
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

Deno.test("LoginThrottle.attempt() makes many at once wait as long as many in a row", () => {
  const throttle = new LoginThrottle();
  const waits = Array.from({ length: 9 }, () => throttle.attempt("alice", "192.0.2.1", 0));
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 250, 750, 1_750, 3_750]);
});

Deno.test("LoginThrottle.attempt() refuses who would wait for too long, and that does not count", () => {
  const throttle = new LoginThrottle();
  const refusals = Array.from({ length: 100 }, () => {
    try {
      throttle.attempt("alice", "192.0.2.1", 0);
      return "";
    } catch (error) {
      return (error as { code: string }).code;
    }
  });
  assert.ok(refusals.slice(20).every((code) => code === "slow_down"));
  assert.ok(throttle.attempt("alice", "192.0.2.1", 40_000) <= 8_000);
});

Deno.test("LoginThrottle.attempt() delays the owner by 8 s at most, whatever strangers do", () => {
  const throttle = new LoginThrottle();
  for (let host = 1; host < 200; host++) {
    for (let count = 0; count < 3; count++) throttle.attempt("alice", `198.51.100.${host}`, 0);
  }
  assert.equal(throttle.attempt("Alice", "192.0.2.1", 0), 8_000);
  throttle.succeeded("alice", "192.0.2.1");
  assert.equal(throttle.attempt("alice", "192.0.2.1", 0), 0);
});

Deno.test("LoginThrottle.attempt() slows an address down that tries many names", () => {
  const throttle = new LoginThrottle();
  const waits = Array.from(
    { length: 33 },
    (_, index) => throttle.attempt(`user${index}`, "192.0.2.1", 0),
  );
  assert.deepEqual(waits.slice(28), [0, 0, 250, 750, 1_750]);
  assert.equal(throttle.attempt("user0", "192.0.2.2", 0), 0);
});

Deno.test("LoginThrottle.attempt() forgets after a quarter of an hour without one", () => {
  const throttle = new LoginThrottle();
  for (let count = 0; count < 8; count++) throttle.attempt("alice", "192.0.2.1", 0);
  assert.equal(throttle.attempt("alice", "192.0.2.1", 15 * 60_000 + 1), 0);
});

Deno.test("LoginThrottle.wasNoGuess() lets many people with second factors behind one address in", () => {
  const throttle = new LoginThrottle();
  for (let person = 0; person < 100; person++) {
    const name = `user${person}`;
    // First without a code, then with one.
    assert.equal(throttle.attempt(name, "192.0.2.1", 0), 0);
    throttle.wasNoGuess(name, "192.0.2.1");
    assert.equal(throttle.attempt(name, "192.0.2.1", 0), 0);
    throttle.succeeded(name, "192.0.2.1");
  }
});

Deno.test("LoginThrottle.attempt() makes nobody wait for the clock after it was set back", () => {
  const throttle = new LoginThrottle();
  const nowMs = 10_000_000;
  for (let count = 0; count < 8; count++) throttle.attempt("alice", "192.0.2.1", nowMs);
  assert.ok(throttle.attempt("alice", "192.0.2.1", nowMs - 3_600_000) <= 8_000);
});
