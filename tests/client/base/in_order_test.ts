import assert from "node:assert/strict";
import { InOrder } from "../../../client/base/in_order.ts";

Deno.test("InOrder.run() does at once what need not wait", () => {
  const done: number[] = [];
  new InOrder().run(() => done.push(1));
  assert.deepEqual(done, [1]);
});

Deno.test("InOrder.run() keeps what comes after something that waits behind it", async () => {
  const done: number[] = [];
  const order = new InOrder();
  const gate = Promise.withResolvers<void>();
  order.run(() => done.push(1), gate.promise);
  order.run(() => done.push(2));
  assert.equal(done.length, 0);
  gate.resolve();
  await order.settled;
  order.run(() => done.push(3));
  assert.deepEqual(done, [1, 2, 3]);
});

Deno.test("InOrder.run() waits no longer when too much has come", async () => {
  const done: number[] = [];
  const order = new InOrder();
  const gate = Promise.withResolvers<void>();
  for (let index = 0; index < 1_001; index++) {
    order.run(() => done.push(index), gate.promise);
  }
  assert.deepEqual(done, Array.from({ length: 1_001 }, (_, index) => index));
  gate.resolve();
  await order.settled;
  assert.equal(done.length, 1_001);
});
