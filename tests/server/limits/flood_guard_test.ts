/** Repetition and links are slowed down, for longer every time, and nothing is remembered for good. */
import assert from "node:assert/strict";
import { ChatError } from "../../../protocol/errors.ts";
import { FloodGuard, SAME_SHORT_TEXT, SAME_TEXT } from "../../../server/limits/flood_guard.ts";

/** Says something; returns after how many seconds to try again, 0 when it was let through. */
function say(
  guard: FloodGuard,
  nowMs: number,
  text: string,
  more: { account?: number; nonce?: string; isEdit?: boolean } = {},
): number {
  try {
    guard.check({ account: 1, nonce: undefined, isEdit: false, text, ...more }, nowMs);
    return 0;
  } catch (error) {
    assert.ok(error instanceof ChatError);
    assert.equal(error.code, "slow_down");
    return error.retryAfterSeconds ?? 0;
  }
}

const ADVERT = "buy my wonderful things, everybody";

Deno.test("FloodGuard.check() refuses the same text for longer and longer", () => {
  const guard = new FloodGuard();
  let nowMs = 1_000;
  for (let times = 0; times < SAME_TEXT.burst; times++) assert.equal(say(guard, nowMs, ADVERT), 0);
  const waits: number[] = [];
  while (waits.length < 8) {
    const wait = say(guard, nowMs, `  ${ADVERT.toUpperCase()}!!!`);
    if (wait === 0) continue;
    waits.push(wait);
    // Asking again too early changes nothing.
    assert.equal(say(guard, nowMs, ADVERT), wait);
    nowMs += wait * 1_000;
  }
  assert.deepEqual(waits, [10, 10, 10, 16, 32, 60, 60, 60]);
  assert.equal(say(guard, nowMs, "something else"), 0);
  assert.equal(say(guard, nowMs, ADVERT, { account: 2 }), 0);
});

Deno.test("FloodGuard.check() has nothing against what comes slowly, or is short", () => {
  const guard = new FloodGuard();
  for (let nowMs = 0; nowMs < 3_600_000; nowMs += 10_000) {
    assert.equal(say(guard, nowMs, ADVERT), 0);
  }
  for (let times = 0; times < SAME_SHORT_TEXT.burst; times++) {
    assert.equal(say(guard, 1_000, "Yes!"), 0);
  }
  assert.ok(say(guard, 1_000, "yes") > 0);
});

Deno.test("FloodGuard.check() forgets after some silence", () => {
  const guard = new FloodGuard();
  for (let times = 0; times < SAME_TEXT.burst; times++) say(guard, 0, ADVERT);
  assert.equal(say(guard, 0, ADVERT), 10);
  for (let times = 0; times < SAME_TEXT.burst; times++) {
    assert.equal(say(guard, 600_000, ADVERT), 0);
  }
  assert.equal(say(guard, 600_000, ADVERT), 10);
});

Deno.test("FloodGuard.check() counts a message that is sent again with its nonce once", () => {
  const guard = new FloodGuard();
  for (let times = 0; times < 20; times++) {
    assert.equal(say(guard, 0, ADVERT, { nonce: "the same" }), 0);
  }
  for (let times = 0; times < SAME_TEXT.burst - 1; times++) {
    assert.equal(say(guard, 0, ADVERT, { nonce: `${times}` }), 0);
  }
  assert.ok(say(guard, 0, ADVERT, { nonce: "another" }) > 0);
  // What was refused was not said, so that nonce does not count as known.
  assert.ok(say(guard, 0, ADVERT, { nonce: "another" }) > 0);
});

Deno.test("FloodGuard.check() slows down links, in edits too", () => {
  const guard = new FloodGuard();
  const links = (count: number, seed: number) =>
    Array.from({ length: count }, (_, index) => `https://example.org/${seed}/${index}`).join(" ");
  // One message may have as many as it likes; then there are none left.
  assert.equal(say(guard, 0, links(50, 1)), 0);
  assert.equal(say(guard, 0, "www.example.org"), 3);
  assert.equal(say(guard, 0, links(1, 2), { isEdit: true }), 3);
  assert.equal(say(guard, 0, "no link"), 0);
  assert.equal(say(guard, 3_000, links(1, 3)), 0);
  assert.equal(say(guard, 3_000, links(5, 4)), 15);
});

Deno.test("FloodGuard.check() lets edits repeat what was said", () => {
  const guard = new FloodGuard();
  for (let times = 0; times < 20; times++) assert.equal(say(guard, 0, ADVERT, { isEdit: true }), 0);
});

Deno.test("FloodGuard remembers a bounded number of accounts", () => {
  const guard = new FloodGuard();
  for (let account = 0; account < 6_000; account++) {
    say(guard, 0, `hello from ${account}`, { account });
  }
  assert.equal(guard.size, 5_000);
});
