import assert from "node:assert/strict";
import { RateShares } from "../../../server/live/rate_shares.ts";

Deno.test("RateShares.of() counts nodes, however many connections there are to each", () => {
  const elsewhere = new Map<string, number>();
  const shares = new RateShares({
    node: "a",
    online: (account) => account === 1 ? { elsewhere } : undefined,
    tell() {},
    elapsed: () => 0,
  });
  assert.equal(shares.of(1), 1);
  for (const key of ["b:1", "b:2", "c:1"]) elsewhere.set(key, 1);
  assert.equal(shares.of(1), 3);
  assert.equal(shares.of(2), 1);
  elsewhere.delete("c:1");
  assert.equal(shares.of(1), 2);
});

Deno.test("RateShares counts nodes that are used without a connection, for a minute", () => {
  let nowMs = 0;
  const told: number[] = [];
  const shares = new RateShares({
    node: "a",
    online: () => ({ elsewhere: new Map([["b:1", 1]]) }),
    tell: ({ uses }) => told.push(uses),
    elapsed: () => nowMs,
  });
  shares.usedElsewhere(1, "b");
  shares.usedElsewhere(1, "c");
  assert.equal(shares.of(1), 3);
  nowMs = 60_000;
  assert.equal(shares.of(1), 2);
  // The others are told often enough to know, and not at every request.
  for (nowMs = 100_000; nowMs < 160_000; nowMs += 1_000) shares.used(1);
  assert.deepEqual(told, [1, 1, 1]);
});
