import assert from "node:assert/strict";
import { Carrier } from "../../../../server/live/out/carrier.ts";
import { Outbox } from "../../../../server/live/out/outbox.ts";
import { NO_SIMULATION } from "../../../../server/net/simulation.ts";
import type { Transport } from "../../../../server/net/transport.ts";
import { Turn } from "../../../../server/live/out/turn.ts";

/** A transport that keeps what is written, and time that passes only when somebody waits. */
class Bench {
  readonly written: string[] = [];
  nowMs = 0;
  closed = false;
  readonly carrier: Carrier;
  readonly outbox: Outbox;
  readonly #waiting: { dueMs: number; resolve: () => void }[] = [];

  constructor() {
    const transport: Transport = {
      address: "192.0.2.1",
      port: 1,
      read: () => Promise.resolve(null),
      write: (bytes) => {
        this.written.push(new TextDecoder().decode(bytes));
        return Promise.resolve(bytes.length);
      },
      close: () => void (this.closed = true),
    };
    const now = () => this.nowMs;
    this.carrier = new Carrier(transport, {
      now,
      random: () => 0,
      delay: (ms) =>
        new Promise((resolve) => this.#waiting.push({ dueMs: this.nowMs + ms, resolve })),
    });
    const turn = new Turn({
      schedule: queueMicrotask,
      scheduleSoon: queueMicrotask,
      now,
      beforeFlush() {},
    });
    this.outbox = new Outbox({
      maxBytes: 1_000,
      maxMessages: 100,
      turn,
      write: (bytes) => this.carrier.write(bytes),
      onGap: (after) => new TextEncoder().encode(`gap ${after}`),
      onFailure() {},
      now,
    });
  }

  write(text: string): Promise<number> {
    return this.carrier.write(new TextEncoder().encode(text));
  }

  async pass(ms: number): Promise<void> {
    this.nowMs += ms;
    for (const { dueMs, resolve } of this.#waiting) if (dueMs <= this.nowMs) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

Deno.test("Carrier.write() goes straight to the transport while nothing is simulated", async () => {
  const bench = new Bench();
  bench.carrier.pretend(NO_SIMULATION, bench.outbox);
  await bench.write("one");
  assert.deepEqual(bench.written, ["one"]);
});

Deno.test("Carrier.pretend() delays from the next write on, and keeps the order when it is lifted", async () => {
  const bench = new Bench();
  await bench.write("before");
  bench.carrier.pretend({ ...NO_SIMULATION, delayMs: 100 }, bench.outbox);
  await bench.write("late");
  bench.carrier.pretend(NO_SIMULATION, bench.outbox);
  await bench.write("after");
  await bench.pass(50);
  assert.deepEqual(bench.written, ["before"]);
  await bench.pass(50);
  assert.deepEqual(bench.written, ["before", "late", "after"]);
});

Deno.test("Carrier.pretend() has the outbox leave deliveries out, and take them again", async () => {
  const bench = new Bench();
  const event = new TextEncoder().encode("event");
  bench.carrier.pretend({ ...NO_SIMULATION, dropShare: 1 }, bench.outbox);
  bench.outbox.pushEvents(event, 1, 7);
  await bench.pass(1);
  assert.equal(bench.outbox.statistics.droppedMessages, 1);
  bench.carrier.pretend(NO_SIMULATION, bench.outbox);
  bench.outbox.pushEvents(event, 1, 8);
  await bench.pass(1);
  assert.equal(bench.outbox.statistics.droppedMessages, 1);
  assert.deepEqual(bench.written.at(-1), "event");
});

Deno.test("Carrier.close() lets what is on the wire arrive first", async () => {
  const bench = new Bench();
  bench.carrier.pretend({ ...NO_SIMULATION, delayMs: 100 }, bench.outbox);
  await bench.write("goodbye");
  bench.carrier.close();
  assert.equal(bench.closed, false);
  await bench.pass(100);
  assert.deepEqual(bench.written, ["goodbye"]);
  assert.equal(bench.closed, true);
});
