import assert from "node:assert/strict";
import { FairQueue } from "../../../server/limits/fair_queue.ts";

const BOUNDS = { maxItems: 100, maxPerAccount: 10 };

function drained(queue: FairQueue<string>): string[] {
  const items: string[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}

Deno.test("FairQueue.shift() has addresses take turns, and accounts at each address", () => {
  const queue = new FairQueue<string>(BOUNDS);
  for (const [address, account] of ["aa", "aa", "aa", "ab", "bc", "bc"].map((who) => [...who])) {
    queue.push(`${address}${account}`, { address: address ?? "", account: account ?? "" });
  }
  assert.equal(queue.size, 6);
  assert.deepEqual(drained(queue), ["aa", "bc", "ab", "bc", "aa", "aa"]);
  assert.equal(queue.size, 0);
});

Deno.test("FairQueue.push() takes the place of whoever has the most when it is full", () => {
  const queue = new FairQueue<string>({ maxItems: 8, maxPerAccount: 10 });
  const dropped: (string | undefined)[] = [];
  for (const address of ["a", "b"]) {
    for (let item = 0; item < 4; item++) {
      dropped.push(queue.push(`${address}${item}`, { address, account: `${item % 2}` }));
    }
  }
  assert.deepEqual(dropped.filter((item) => item !== undefined), []);
  assert.equal(queue.push("c", { address: "c", account: "" }), "b3");
  // Whoever has the most already gets no more.
  assert.equal(queue.push("a4", { address: "a", account: "2" }), "a3");
  assert.equal(queue.size, 8);
  assert.ok(drained(queue).includes("c"));
});

Deno.test("FairQueue.push() refuses more than one account may have", () => {
  const queue = new FairQueue<string>({ maxItems: 8, maxPerAccount: 2 });
  const dropped = ["1", "2", "3"].map((item) => queue.push(item, { address: "a", account: "x" }));
  assert.deepEqual(dropped, [undefined, undefined, "3"]);
  assert.equal(queue.push("4", { address: "a", account: "y" }), undefined);
  assert.deepEqual(drained(queue), ["1", "4", "2"]);
});
