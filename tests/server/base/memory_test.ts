import assert from "node:assert/strict";
import { totalmem } from "node:os";
import { memoryBytes, outboxesBytesOf, passwordWorkersOf } from "../../../server/base/memory.ts";

const MEBIBYTE = 1_024 * 1_024;

Deno.test("memoryBytes() is no more than the machine has", () => {
  const memory = memoryBytes();
  assert.ok(memory > 0 && memory <= totalmem(), `${memory} of ${totalmem()}`);
});

Deno.test("outboxesBytesOf() is an eighth of the memory, and never next to nothing", () => {
  assert.equal(outboxesBytesOf(256 * MEBIBYTE), 32 * MEBIBYTE);
  assert.equal(outboxesBytesOf(16 * MEBIBYTE), 8 * MEBIBYTE);
});

Deno.test("passwordWorkersOf() is one on a small machine and one for each core on a large one", () => {
  assert.equal(passwordWorkersOf(130 * MEBIBYTE, 8), 1);
  assert.equal(passwordWorkersOf(256 * MEBIBYTE, 8), 2);
  assert.equal(passwordWorkersOf(8_192 * MEBIBYTE, 8), 8);
});
