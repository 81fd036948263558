import assert from "node:assert/strict";
import fc from "fast-check";
import { Sequence } from "../../../client/link/sequence.ts";

const ids = (messages: readonly { id: number }[]) => messages.map(({ id }) => id);

Deno.test("Sequence.live() lets messages wait until release()", () => {
  const sequence = new Sequence();
  sequence.startAfter(4);
  assert.deepEqual(sequence.live({ id: 3 }), []);
  assert.deepEqual(sequence.live({ id: 6 }), []);
  assert.deepEqual(ids(sequence.release()), [6]);
  assert.deepEqual(ids(sequence.live({ id: 9 })), [9]);
  assert.equal(sequence.lastId, 9);
});

Deno.test("Sequence.polled() lets through only what was not shown", () => {
  const sequence = new Sequence();
  sequence.release();
  sequence.live({ id: 5 });
  sequence.hold();
  sequence.live({ id: 11 });
  assert.deepEqual(ids(sequence.polled([{ id: 5 }, { id: 8 }, { id: 11 }])), [8, 11]);
  assert.deepEqual(ids(sequence.release()), []);
});

Deno.test("Sequence.polled() goes on from the cursor of the page, which may be beyond its messages", () => {
  const sequence = new Sequence();
  sequence.live({ id: 7 });
  assert.deepEqual(ids(sequence.polled([{ id: 5 }], 8)), [5]);
  assert.equal(sequence.lastId, 8);
  assert.deepEqual(ids(sequence.release()), []);
  assert.deepEqual(ids(sequence.live({ id: 9 })), [9]);
});

Deno.test("Sequence.live() throws away the newest beyond its capacity and says so", () => {
  const sequence = new Sequence(2);
  for (const id of [1, 2, 3]) sequence.live({ id });
  assert.equal(sequence.hasOverflowed, true);
  assert.deepEqual(ids(sequence.polled([{ id: 1 }, { id: 2 }, { id: 3 }])), [1, 2, 3]);
  assert.equal(sequence.hasOverflowed, false);
  assert.deepEqual(ids(sequence.release()), []);
});

/** What can happen to a client, in any order. */
const step = fc.constantFrom("publish", "publish", "publish", "lose", "gap", "poll", "return");

Deno.test("Sequence shows every message once and in order, whatever happens", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), run));

  function run(steps: string[], pageSize: number): void {
    const sequence = new Sequence(3);
    const stored: { id: number }[] = [];
    const shown: number[] = [];
    let isConnected = true;
    let hasGap = false;
    sequence.startAfter(0);
    shown.push(...ids(sequence.release()));
    const poll = () => {
      do {
        for (;;) {
          const page = stored.filter(({ id }) => id > sequence.lastId).slice(0, pageSize);
          shown.push(...ids(sequence.polled(page)));
          if (page.length < pageSize) break;
        }
      } while (sequence.hasOverflowed);
      hasGap = false;
      shown.push(...ids(sequence.release()));
    };
    for (const kind of [...steps, "return"]) {
      switch (kind) {
        case "publish":
          stored.push({ id: stored.length * 3 + 1 });
          if (isConnected && !hasGap) shown.push(...ids(sequence.live(stored.at(-1) ?? { id: 0 })));
          break;
        case "lose":
          isConnected = false;
          sequence.hold();
          sequence.drop();
          break;
        case "gap":
          // The server leaves something out and says so before it sends anything else.
          if (isConnected) {
            stored.push({ id: stored.length * 3 + 1 });
            hasGap = true;
            sequence.hold();
          }
          break;
        case "poll":
        case "return":
          isConnected = true;
          poll();
          break;
      }
    }
    assert.deepEqual(shown, ids(stored));
  }
});

Deno.test("Sequence.live() bounds what waits by its length, and throws away what comes after it", () => {
  const sequence = new Sequence<{ id: number; characters?: number }>(100, 10);
  sequence.live({ id: 1, characters: 6 });
  sequence.live({ id: 2, characters: 5 });
  sequence.live({ id: 3, characters: 1 });
  assert.equal(sequence.hasOverflowed, true);
  sequence.polled([{ id: 1 }, { id: 2 }, { id: 3 }], 3);
  sequence.live({ id: 4, characters: 4 });
  assert.deepEqual(sequence.release().map(({ id }) => id), [4]);
});
