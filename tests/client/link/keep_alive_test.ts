import assert from "node:assert/strict";
import { ClientFailure, EXIT } from "../../../client/base/failure.ts";
import { keepAlive, type KeepAliveOptions } from "../../../client/link/keep_alive.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { settle } from "./support/fake_transport.ts";

/** A connection that ends when the test says so. */
function lasting() {
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  return { connection: { ended }, end };
}

/** Keeps a connection alive with attempts that turn out as the test says. */
function stage(options: Partial<KeepAliveOptions> = {}) {
  const clock = new FakeClock();
  const first = lasting();
  const leaving = new AbortController();
  const pauses: number[] = [];
  const reasons: string[] = [];
  const attempts: (() => ReturnType<KeepAliveOptions["resume"]>)[] = [];
  const over = keepAlive({
    first: first.connection,
    clock,
    random: () => 0,
    leaving: leaving.signal,
    ended: () => undefined,
    waiting: (reason, pauseMs) => {
      reasons.push(reason);
      pauses.push(pauseMs);
      return Promise.resolve();
    },
    resume: () => attempts.shift()?.() ?? new Promise(() => {}),
    ...options,
  });
  /** Lets the pause go by that has just begun. */
  const wait = async () => {
    await settle();
    clock.advance(pauses.at(-1) ?? 0);
    await settle();
  };
  return { attempts, clock, first, leaving, over, pauses, reasons, wait };
}

function refusing(error: Error) {
  return () => Promise.reject(error);
}

Deno.test("keepAlive() waits longer after every attempt in vain, and says why it waits", async () => {
  const { attempts, first, leaving, over, pauses, reasons, wait } = stage();
  const second = lasting();
  const unreachable = new ClientFailure(EXIT.cannotConnect, "nobody answers");
  attempts.push(refusing(unreachable), refusing(unreachable));
  attempts.push(() => Promise.resolve(second.connection));
  first.end("it broke");
  for (let times = 0; times < 3; times++) await wait();
  assert.deepEqual(pauses, [500, 1_000, 2_000]);
  assert.deepEqual(reasons, ["it broke", "nobody answers", "nobody answers"]);
  leaving.abort();
  second.end("you left");
  assert.equal(await over, undefined);
});

Deno.test("keepAlive() begins anew with short pauses after a connection that has lasted", async () => {
  const { attempts, clock, first, pauses, wait } = stage();
  const second = lasting();
  const third = lasting();
  attempts.push(() => Promise.resolve(second.connection), () => Promise.resolve(third.connection));
  first.end("short");
  await wait();
  second.end("short as well");
  await wait();
  clock.advance(10_000);
  third.end("long");
  await wait();
  assert.deepEqual(pauses, [500, 1_000, 500]);
});

Deno.test("keepAlive() leaves a busy server alone for as long as it asks", async () => {
  const { attempts, first, pauses, wait } = stage();
  attempts.push(refusing(new ChatError("busy", "Later", { retryAfterSeconds: 60 })));
  first.end("it broke");
  await wait();
  await wait();
  assert.deepEqual(pauses, [500, 60_000]);
});

Deno.test("keepAlive() ends with what another attempt cannot change", async () => {
  const changed = new ClientFailure(EXIT.keyChanged, "the key has changed");
  const { attempts, first, over, wait } = stage();
  attempts.push(refusing(changed));
  first.end("it broke");
  await wait();
  assert.equal(await over, changed);
  const kicked = new ClientFailure(EXIT.refused, "you were kicked");
  const other = stage({ ended: () => kicked });
  other.first.end("closed");
  assert.equal(await other.over, kicked);
  assert.deepEqual(other.pauses, [], "there is no further attempt");
});

Deno.test("keepAlive() ends without a failure when somebody leaves, also in a pause", async () => {
  const connected = stage();
  connected.leaving.abort();
  connected.first.end("you left");
  assert.equal(await connected.over, undefined);
  const waiting = stage({ resume: () => assert.fail("it tries no more") });
  waiting.first.end("it broke");
  await settle();
  waiting.leaving.abort();
  assert.equal(await waiting.over, undefined);
});
