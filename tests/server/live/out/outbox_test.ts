import assert from "node:assert/strict";
import { Outbox, type OutboxOptions } from "../../../../server/live/out/outbox.ts";
import { OutboxSpace } from "../../../../server/live/out/outbox_space.ts";
import { Turn } from "../../../../server/live/out/turn.ts";

interface Write {
  bytes: number;
  resolve(written: number): void;
  reject(error: Error): void;
}

/** An outbox whose turns and writes the test ends by hand. */
class Bench {
  readonly written: string[] = [];
  readonly failures: unknown[] = [];
  readonly outbox: Outbox;
  nowMs = 0;
  #tasks: (() => void)[] = [];
  #writes: Write[] = [];

  constructor(options: Partial<OutboxOptions> = {}) {
    this.outbox = new Outbox({
      maxBytes: 100,
      maxMessages: 10,
      turn: new Turn({
        schedule: (task) => this.#tasks.push(task),
        scheduleSoon: (task) => this.#tasks.push(task),
        now: () => this.nowMs,
        beforeFlush: () => {},
      }),
      write: (bytes) => {
        this.written.push(new TextDecoder().decode(bytes));
        const { promise, resolve, reject } = Promise.withResolvers<number>();
        this.#writes.push({ bytes: bytes.length, resolve, reject });
        return promise;
      },
      onGap: (after) => encode(`gap ${after};`),
      onFailure: (error) => this.failures.push(error),
      now: () => this.nowMs,
      ...options,
    });
  }

  endTurn(): void {
    for (const task of this.#tasks.splice(0)) task();
  }

  /** Ends the write in flight, after `bytes` if they are given. */
  async finishWrite(error?: Error, bytes?: number): Promise<void> {
    const write = this.#writes.shift();
    if (error === undefined) write?.resolve(bytes ?? write.bytes);
    else write?.reject(error);
    await Promise.resolve();
    await Promise.resolve();
  }

  event(id: number, bytes = 10): void {
    this.outbox.pushEvents(encode(`${id}`.padStart(bytes, ".")), 1, id);
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("Outbox writes once a turn, in order, answers and events together", () => {
  const bench = new Bench();
  bench.event(1, 3);
  bench.outbox.pushAnswer(encode("ok;"));
  bench.event(2, 3);
  assert.deepEqual(bench.written, []);
  bench.endTurn();
  assert.deepEqual(bench.written, ["..1ok;..2"]);
});

Deno.test("Outbox writes a single chunk without a copy", async () => {
  let written: Uint8Array | undefined;
  const bench = new Bench({
    write: (bytes) => {
      written = bytes;
      return Promise.resolve(bytes.length);
    },
  });
  const shared = encode("shared");
  bench.outbox.pushEvents(shared, 1, 1);
  await bench.outbox.written();
  assert.equal(written, shared);
});

Deno.test("Outbox has one write in flight and joins what comes meanwhile", async () => {
  const bench = new Bench();
  bench.event(1, 3);
  bench.endTurn();
  bench.event(2, 3);
  bench.event(3, 3);
  bench.endTurn();
  assert.deepEqual(bench.written, ["..1"]);
  await bench.finishWrite();
  assert.deepEqual(bench.written, ["..1", "..2..3"]);
});

Deno.test("Outbox at its bound drops events, then gives one gap with the last id that was sent", async () => {
  const bench = new Bench();
  for (let id = 1; id <= 20; id++) bench.event(id);
  assert.equal(bench.outbox.statistics.queuedBytes, 100);
  assert.equal(bench.outbox.statistics.droppedMessages, 10);
  bench.endTurn();
  await bench.finishWrite();
  assert.deepEqual(bench.written.at(-1), "gap 10;");
  await bench.finishWrite();
  bench.event(21);
  bench.endTurn();
  assert.equal(bench.written.at(-1), "........21");
  assert.equal(bench.outbox.statistics.gaps, 1);
});

Deno.test("Outbox is bounded in messages too", () => {
  const bench = new Bench({ maxBytes: 1_000_000 });
  for (let id = 1; id <= 11; id++) bench.event(id);
  assert.equal(bench.outbox.statistics.droppedMessages, 1);
});

Deno.test("Outbox names the login's last id in a gap before the first event", () => {
  const bench = new Bench();
  bench.outbox.startAfter(41);
  bench.outbox.hold();
  bench.event(42, 500);
  bench.outbox.pushAnswer(encode("ok"));
  bench.outbox.release();
  bench.endTurn();
  assert.deepEqual(bench.written, ["okgap 41;"]);
});

Deno.test("Outbox holds events of a login until its answer is there", () => {
  const bench = new Bench();
  bench.outbox.startAfter(41);
  bench.outbox.hold();
  bench.event(42, 3);
  bench.outbox.pushAnswer(encode("ok;"));
  bench.outbox.release();
  bench.event(43, 3);
  bench.endTurn();
  assert.deepEqual(bench.written, ["ok;.42.43"]);
});

Deno.test("Outbox never drops answers, and says when there is room for more", async () => {
  const bench = new Bench();
  for (let index = 0; index < 30; index++) bench.outbox.pushAnswer(encode("answer;"));
  const room = bench.outbox.roomToAnswer();
  assert.ok(room instanceof Promise);
  bench.endTurn();
  assert.equal(bench.written.join("").length, 210);
  await bench.finishWrite();
  await room;
  assert.equal(bench.outbox.roomToAnswer(), undefined);
});

Deno.test("Outbox reports a failed write once and lets nobody wait", async () => {
  const bench = new Bench();
  bench.event(1);
  const written = bench.outbox.written();
  await bench.finishWrite(new Error("broken pipe"));
  await written;
  bench.event(2);
  bench.endTurn();
  assert.equal(bench.failures.length, 1);
  assert.equal(bench.written.length, 1);
});

Deno.test("Outbox.stalledForMs() counts from the start of the write in flight", async () => {
  const bench = new Bench();
  assert.equal(bench.outbox.stalledForMs(5), 0);
  bench.nowMs = 1_000;
  bench.event(1);
  bench.endTurn();
  assert.equal(bench.outbox.stalledForMs(1_700), 700);
  await bench.finishWrite();
  assert.equal(bench.outbox.stalledForMs(9_000), 0);
});

Deno.test("Outbox goes on where the system stopped taking bytes", async () => {
  const bench = new Bench();
  bench.event(1, 5);
  bench.endTurn();
  bench.event(2, 5);
  bench.nowMs = 1_000;
  await bench.finishWrite(undefined, 2);
  assert.deepEqual(bench.written, ["....1", "..1"]);
  assert.equal(bench.outbox.stalledForMs(1_500), 500);
  await bench.finishWrite();
  assert.deepEqual(bench.written, ["....1", "..1", "....2"]);
  assert.equal(bench.outbox.statistics.writtenBytes, 5);
});

Deno.test("Outbox.widen() lets so many times as much wait", () => {
  const bench = new Bench();
  bench.outbox.widen(2);
  for (let id = 1; id <= 30; id++) bench.event(id);
  assert.equal(bench.outbox.statistics.queuedBytes, 200);
  assert.equal(bench.outbox.statistics.droppedMessages, 10);
});

Deno.test("Outbox.widen() lets whoever waits for room to answer go on", async () => {
  const bench = new Bench();
  bench.outbox.pushAnswer(encode("x".repeat(100)));
  const room = bench.outbox.roomToAnswer();
  assert.ok(room !== undefined);
  bench.outbox.widen(2);
  await room;
});

Deno.test("Outbox.leaveOut() leaves deliveries out as if they did not fit, until it is told otherwise", () => {
  const bench = new Bench();
  bench.event(1);
  bench.outbox.leaveOut(() => true);
  bench.event(2);
  bench.outbox.leaveOut(undefined);
  bench.event(3);
  bench.endTurn();
  assert.deepEqual(bench.written, [".........1gap 1;.........3"]);
  assert.equal(bench.outbox.statistics.droppedMessages, 1);
});

Deno.test("Outbox.covered() lets go of what an answer covers before it, and of the rest after it", () => {
  const bench = new Bench();
  bench.outbox.startAfter(40);
  bench.outbox.hold();
  for (const id of [41, 42, 43]) bench.event(id, 3);
  bench.outbox.covered({ after: 40, upTo: 42 });
  bench.outbox.pushAnswer(encode("ok;"));
  bench.outbox.release();
  bench.endTurn();
  assert.deepEqual(bench.written, [".41.42ok;.43"]);
});

Deno.test("Outbox.covered() has no gap begin before what an answer has brought", async () => {
  const bench = new Bench();
  bench.outbox.startAfter(40);
  // The connection was sent nothing of it, but the client has polled.
  bench.outbox.covered({ after: 40, upTo: 90 });
  bench.event(91, 500);
  bench.endTurn();
  await bench.finishWrite();
  assert.deepEqual(bench.written, ["gap 90;"]);
});

Deno.test("Outbox.covered() leaves a gap where it is that the answer begins after", async () => {
  const bench = new Bench();
  bench.outbox.startAfter(40);
  bench.outbox.covered({ after: 60, upTo: 90 });
  bench.event(91, 500);
  bench.endTurn();
  await bench.finishWrite();
  assert.deepEqual(bench.written, ["gap 40;"]);
});

Deno.test("Outbox.hold() is bounded: it leaves everything out that it held, and tells of it after the answer", () => {
  const bench = new Bench();
  bench.outbox.startAfter(40);
  bench.outbox.hold();
  for (let id = 41; id <= 60; id++) bench.event(id);
  assert.equal(bench.outbox.statistics.droppedMessages, 20);
  bench.outbox.covered({ after: 40, upTo: 45 });
  bench.outbox.pushAnswer(encode("ok;"));
  bench.outbox.release();
  bench.endTurn();
  assert.deepEqual(bench.written, ["ok;gap 45;"]);
});

Deno.test("Outbox.pushEvents() advances with what a connection need not see", async () => {
  const bench = new Bench();
  bench.outbox.startAfter(40);
  bench.outbox.pushEvents(new Uint8Array(), 0, 50);
  bench.event(51, 500);
  bench.endTurn();
  await bench.finishWrite();
  assert.deepEqual(bench.written, ["gap 50;"]);
});

Deno.test("Outbox writes nothing for a gap that the door tells of in another way", () => {
  const after: number[] = [];
  const bench = new Bench({
    onGap(id) {
      after.push(id);
      return new Uint8Array();
    },
  });
  bench.outbox.startAfter(40);
  bench.event(41, 500);
  bench.endTurn();
  assert.deepEqual([after, bench.written], [[40], []]);
});

Deno.test("outboxes that take nothing get a gap when their space is full, and one that reads gets none", async () => {
  const space = new OutboxSpace(128 * 1_024);
  const large = { maxBytes: 1_000_000, maxMessages: 1_000, space };
  const slow = [new Bench(large), new Bench(large)];
  const quick = new Bench(large);
  for (let id = 1; id <= 20; id++) {
    for (const bench of [...slow, quick]) {
      bench.event(id, 8 * 1_024);
      bench.endTurn();
    }
    await quick.finishWrite();
  }
  assert.ok(space.bytes <= 128 * 1_024, `${space.bytes} bytes wait`);
  assert.ok(slow.every(({ outbox }) => outbox.statistics.droppedMessages > 0));
  assert.equal(quick.outbox.statistics.droppedMessages, 0);
  assert.equal(quick.outbox.statistics.writtenMessages, 20);

  for (const bench of slow) {
    for (let writes = 0; writes < 20; writes++) await bench.finishWrite();
    assert.equal(bench.outbox.statistics.gaps, 1);
    assert.match(bench.written.at(-1) ?? "", /gap \d+;$/);
  }
  assert.equal(space.bytes, 0);
});

Deno.test("roomToAnswer() waits when all outboxes are full together, and close() gives the space free", async () => {
  const space = new OutboxSpace(64 * 1_024);
  const large = { maxBytes: 1_000_000, space };
  const [first, second] = [new Bench(large), new Bench(large)];
  first.outbox.pushAnswer(new Uint8Array(40 * 1_024));
  assert.notEqual(first.outbox.roomToAnswer(), undefined);
  assert.equal(second.outbox.roomToAnswer(), undefined);
  first.endTurn();
  first.outbox.close();
  assert.equal(space.bytes, 0);
  await first.finishWrite(new Error("broken"));
  assert.equal(space.bytes, 0);
});
