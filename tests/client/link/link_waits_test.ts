import assert from "node:assert/strict";
import type { LinkState } from "../../../client/link/link.ts";
import {
  everythingBack,
  LAST_ANSWERS_LIMIT_MS,
  lastAnswers,
  ownMessagesBack,
} from "../../../client/link/link_waits.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { settle } from "./support/fake_transport.ts";

/** A link whose answers and echoes come when the test says so. */
class FakeLink {
  readonly clock = new FakeClock();
  unacknowledged = 0;
  isComplete = true;
  state: LinkState = "live";
  #wake: () => void = () => {};

  nextChange(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.clock.setTimer(limitMs, resolve);
    });
  }

  /** Something changes. */
  async changes(what: Partial<Pick<FakeLink, "unacknowledged" | "isComplete" | "state">>) {
    Object.assign(this, what);
    this.#wake();
    await settle();
  }

  /** Time goes by. */
  async waits(byMs: number) {
    this.clock.advance(byMs);
    await settle();
  }
}

/** Whether a promise has resolved, looked at when everything is done that is ready to. */
function watched(promise: Promise<void>): { isDone: boolean } {
  const seen = { isDone: false };
  void promise.then(() => seen.isDone = true);
  return seen;
}

Deno.test("ownMessagesBack() waits for answers and echoes, but only a moment", async () => {
  const link = new FakeLink();
  Object.assign(link, { unacknowledged: 1, isComplete: false });
  const back = watched(ownMessagesBack(link, link.clock));
  await link.changes({ unacknowledged: 0 });
  assert.equal(back.isDone, false);
  await link.changes({ isComplete: true });
  assert.equal(back.isDone, true);
  link.isComplete = false;
  const late = watched(ownMessagesBack(link, link.clock));
  await link.waits(1_999);
  assert.equal(late.isDone, false);
  await link.waits(1);
  assert.equal(late.isDone, true);
});

Deno.test("ownMessagesBack() and lastAnswers() do not wait while there is no connection", async () => {
  const link = new FakeLink();
  Object.assign(link, { unacknowledged: 1, isComplete: false, state: "offline" });
  await ownMessagesBack(link, link.clock);
  await lastAnswers(link, link.clock);
});

Deno.test("lastAnswers() waits for answers alone, and not for ever", async () => {
  const link = new FakeLink();
  Object.assign(link, { unacknowledged: 2, isComplete: false });
  const answered = watched(lastAnswers(link, link.clock));
  await link.changes({ unacknowledged: 1 });
  await link.waits(LAST_ANSWERS_LIMIT_MS - 1);
  assert.equal(answered.isDone, false);
  await link.changes({ unacknowledged: 0 });
  assert.equal(answered.isDone, true);
});

Deno.test("everythingBack() waits as long as answers keep coming, over lost connections", async () => {
  const link = new FakeLink();
  Object.assign(link, { unacknowledged: 3, isComplete: false });
  const back = watched(everythingBack(link, link.clock));
  await link.waits(59_000);
  await link.changes({ unacknowledged: 2, state: "offline" });
  await link.waits(59_000);
  await link.changes({ unacknowledged: 0, state: "live" });
  assert.equal(back.isDone, false);
  await link.changes({ isComplete: true });
  assert.equal(back.isDone, true);
});

Deno.test("everythingBack() gives up when nothing is answered for a minute, or the link is over", async () => {
  const link = new FakeLink();
  link.unacknowledged = 1;
  const silent = watched(everythingBack(link, link.clock));
  await link.waits(59_999);
  assert.equal(silent.isDone, false);
  await link.waits(1);
  assert.equal(silent.isDone, true);
  const over = watched(everythingBack(link, link.clock));
  await link.changes({ state: "ended" });
  assert.equal(over.isDone, true);
});
