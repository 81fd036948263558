import assert from "node:assert/strict";
import { connectionsIn, nodesIn, ratesBetween, totalsIn } from "../../../client/top/sample.ts";
import { takeSample } from "../../../client/top/watch.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { watched } from "./samples.ts";

/** An answer of a server that sends what it likes. */
// deno-lint-ignore no-explicit-any -- that is what this is about
function answer(fields: Record<string, unknown>): any {
  return { connections: [], totals: {}, more: false, ...fields };
}

Deno.test("connectionsIn() takes what has a shape and makes everything else harmless", () => {
  assert.deepEqual(connectionsIn(answer({ connections: "none" })), []);
  const [only, ...rest] = connectionsIn(answer({
    connections: [
      7,
      null,
      [],
      {
        connection: 3,
        username: "b\u001b[2Jb\u6f22",
        origin: 9,
        queued_bytes: "12",
        sent_bytes: 1e400,
        gaps: 2,
        stalled_ms: 900,
        lag_ms: 5,
      },
    ],
  }));
  assert.deepEqual(rest, []);
  assert.deepEqual(only, {
    ...watched({ number: 3, name: "b?[2Jb?", origin: "", gaps: 2, lagMs: 900 }),
  });
});

Deno.test("totalsIn() is zeros where the server says nothing", () => {
  const totals = totalsIn(answer({ totals: { accounts: 2, sent_bytes: 10 } }));
  assert.deepEqual([totals.accounts, totals.sentBytes, totals.connections], [2, 10, 0]);
  assert.equal(totalsIn(answer({ totals: null })).uptimeMs, 0);
});

Deno.test("ratesBetween() is what flowed in a second, and never less than nothing", () => {
  const later = watched({ sentBytes: 300, sentMessages: 4, receivedBytes: 0 });
  const earlier = watched({ sentBytes: 100, sentMessages: 0, receivedBytes: 50 });
  assert.deepEqual(ratesBetween(earlier, later, 2), {
    sentMessages: 2,
    sentBytes: 100,
    receivedBytes: 0,
  });
  assert.equal(ratesBetween(undefined, later, 2).sentBytes, 0);
  assert.equal(ratesBetween(earlier, later, 0).sentBytes, 0);
});

Deno.test("takeSample() puts the pages together, and stops at its bound", async () => {
  const asked: unknown[] = [];
  const clock = new FakeClock();
  // Every page is full and says that there are more.
  const link = {
    request: (_action: string, fields: { after?: number }) => {
      asked.push(fields.after);
      const connection = (fields.after ?? 0) + 1;
      return Promise.resolve(answer({ connections: [{ connection }], more: true }));
    },
  };
  const sample = await takeSample(link as unknown as Parameters<typeof takeSample>[0], clock);
  assert.equal(sample.connections.length, 20);
  assert.deepEqual(asked.slice(0, 3), [undefined, 1, 2]);
  assert.equal(sample.isCut, true);
});

Deno.test("nodesIn() says each node in plain words, whatever the server says", () => {
  const figures = { connections: 12, proposed: 5.1, log_ms: [1.2, 8], apply_ms: [0.4, 2] };
  const nodes = [
    { node: "a", state: "here", keeper: true, behind: 0, figures },
    { node: "b\x1b[2J", state: "serving", behind: 3, figures: { log_ms: "x", connections: {} } },
    { node: "c", state: "gone" },
    null,
  ];
  assert.deepEqual(nodesIn(answer({ nodes })).map(({ name, text }) => `${name}: ${text}`), [
    "a: here, keeper, 12 connections, 5.1 entries/s, log 1.2/8 ms, applied 0.4/2 ms",
    "b?[2J: serving, 0 connections, 3 behind, 0 entries/s, log 0/0 ms, applied 0/0 ms",
    "c: gone",
  ]);
  assert.deepEqual(nodesIn(answer({ nodes: "x" })), []);
  assert.deepEqual(nodesIn(answer({})), []);
  const many = Array.from({ length: 1_000 }, () => ({ node: "n", state: "serving" }));
  assert.equal(nodesIn(answer({ nodes: many })).length, 64);
});
