import assert from "node:assert/strict";
import { OutboxSpace } from "../../../../server/live/out/outbox_space.ts";

const KIBIBYTE = 1_024;

Deno.test("hasRoom() lets anybody take anything while half of the space is free", () => {
  const space = new OutboxSpace(1_000 * KIBIBYTE);
  for (let count = 0; count < 10; count++) space.open();
  assert.equal(space.hasRoom(500 * KIBIBYTE, 500 * KIBIBYTE), true);
  assert.equal(space.hasRoom(501 * KIBIBYTE, 501 * KIBIBYTE), false);
});

Deno.test("hasRoom() leaves each its share of the other half when some have taken the first", () => {
  const space = new OutboxSpace(1_000 * KIBIBYTE);
  for (let count = 0; count < 10; count++) space.open();
  space.take(500 * KIBIBYTE);
  assert.equal(space.hasRoom(10, 50 * KIBIBYTE), true);
  assert.equal(space.hasRoom(10, 51 * KIBIBYTE), false);
});

Deno.test("close() gives back what an outbox held", () => {
  const space = new OutboxSpace(1_000 * KIBIBYTE);
  space.open();
  space.open();
  space.take(600 * KIBIBYTE);
  assert.equal(space.hasRoom(1, 600 * KIBIBYTE), false);
  space.close(600 * KIBIBYTE);
  assert.equal(space.bytes, 0);
  assert.equal(space.hasRoom(1, 1), true);
});
