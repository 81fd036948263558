import assert from "node:assert/strict";
import { SimulatedLink, type SimulatedLinkOptions } from "../../../server/net/simulated_link.ts";

/** A link whose time passes only when somebody waits for it. */
class Bench {
  readonly written: { text: string; atMs: number }[] = [];
  readonly link: SimulatedLink;
  nowMs = 0;
  isClosed = false;
  /** While set, the real connection takes nothing. */
  stall: Promise<void> | undefined;

  constructor(options: Partial<SimulatedLinkOptions>) {
    const inner = {
      address: "127.0.0.1",
      port: 1,
      read: () => Promise.resolve(null),
      write: async (bytes: Uint8Array) => {
        await this.stall;
        this.written.push({ text: new TextDecoder().decode(bytes), atMs: this.nowMs });
        return bytes.length;
      },
      close: () => this.isClosed = true,
    };
    this.link = new SimulatedLink(inner, {
      delayMs: 0,
      jitterMs: 0,
      bandwidth: undefined,
      now: () => this.nowMs,
      delay: (ms) => {
        this.nowMs += ms;
        return Promise.resolve();
      },
      random: () => 0.5,
      ...options,
    });
  }

  async send(text: string): Promise<void> {
    for (let rest = new TextEncoder().encode(text); rest.length > 0;) {
      rest = rest.subarray(await this.link.write(rest));
    }
  }

  /** Ends the link and waits until what is on the wire has arrived. */
  async closed(): Promise<void> {
    this.link.close();
    while (!this.isClosed) await Promise.resolve();
  }
}

Deno.test("SimulatedLink delivers everything later by the delay and the jitter, in order", async () => {
  const bench = new Bench({ delayMs: 50, jitterMs: 20 });
  await bench.send("one");
  await bench.send("two");
  await bench.closed();
  assert.deepEqual(bench.written.map(({ text }) => text), ["one", "two"]);
  assert.equal(bench.written[0]?.atMs, 60);
});

Deno.test("SimulatedLink takes as long as the bandwidth says", async () => {
  const bench = new Bench({ bandwidth: 64_000 });
  await bench.send("x".repeat(8_000));
  assert.equal(Math.round(bench.nowMs), 1_000);
  await bench.closed();
  assert.equal(bench.written.map(({ text }) => text).join("").length, 8_000);
});

Deno.test("SimulatedLink lets the writer wait when its window is full", async () => {
  const bench = new Bench({ delayMs: 10 });
  const stall = Promise.withResolvers<void>();
  bench.stall = stall.promise;
  await bench.send("x".repeat(65_536));
  let isTaken = false;
  const second = bench.send("more").then(() => isTaken = true);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  assert.equal(isTaken, false);
  stall.resolve();
  await second;
  await bench.closed();
  assert.equal(bench.written.at(-1)?.text, "more");
});
