import assert from "node:assert/strict";
import { FAILURE_WINDOW_MS, LoginFailures } from "../../../server/limits/login_failures.ts";

const ADDRESS = "192.0.2.1";

/** How many of so many failures get a line of their own. */
function lines(failures: LoginFailures, count: number, username = "alice"): number {
  let own = 0;
  for (let index = 0; index < count; index++) {
    if (failures.note({ username, address: ADDRESS }, 0)) own += 1;
  }
  return own;
}

Deno.test("LoginFailures.note() gives the first three of an account and address a line", () => {
  const failures = new LoginFailures(0);
  assert.equal(lines(failures, 100), 3);
  assert.equal(lines(failures, 100, "bob"), 3);
  assert.equal(failures.note({ username: "alice", address: "192.0.2.2" }, 0), true);
});

Deno.test("LoginFailures.note() gives one address twenty lines, however many names it tries", () => {
  const failures = new LoginFailures(0);
  const own = Array.from({ length: 500 }, (_, index) => lines(failures, 1, `user${index}`));
  assert.equal(own.filter((count) => count === 1).length, 20);
});

Deno.test("LoginFailures.note() bounds the lines of all addresses together", () => {
  const failures = new LoginFailures(0);
  let own = 0;
  for (let index = 0; index < 4_000; index++) {
    const address = `198.51.${index >> 8}.${index & 255}`;
    if (failures.note({ username: "alice", address }, 0)) own += 1;
  }
  assert.equal(own, 500);
});

Deno.test("LoginFailures.due() tells once how many were counted, when the time is over", () => {
  const failures = new LoginFailures(0);
  lines(failures, 100);
  lines(failures, 1, "bob");
  assert.deepEqual(failures.due(FAILURE_WINDOW_MS - 1), []);
  const due = [{ address: ADDRESS, username: "alice", count: 97 }];
  assert.deepEqual(failures.due(FAILURE_WINDOW_MS), due);
  assert.deepEqual(failures.due(FAILURE_WINDOW_MS), []);
  assert.equal(lines(failures, 1), 1);
});
