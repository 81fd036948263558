/** Batches become bytes and come back the same; what is not understood is an error. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeBatch,
  DEFLATE_ABOVE,
  encodeBatch,
} from "../../../../server/journal/log/batch_codec.ts";
import { EntryCodecError } from "../../../../server/journal/log/entry_codec.ts";
import type { Batch } from "../../../../server/journal/log/entry_log.ts";
import { anyEntry } from "../../../support/random_entries.ts";

const batches: fc.Arbitrary<Batch> = fc.record({
  node: fc.stringMatching(/^[a-z]{1,8}$/),
  epoch: fc.nat(),
  number: fc.nat(),
  run: fc.string(),
  entries: fc.array(anyEntry(), { maxLength: 20 }),
});

Deno.test("decodeBatch() gives back what was encoded, whatever entries there are", () => {
  fc.assert(fc.property(batches, (batch) => {
    const bytes = encodeBatch(batch);
    assert.deepEqual(encodeBatch(decodeBatch(bytes)), bytes);
  }));
});

Deno.test("a long batch is shorter on its way, and the same when it has arrived", () => {
  const entry = fc.sample(anyEntry(), { numRuns: 1, seed: 7 });
  const batch = { node: "a", epoch: 1, number: 1, run: "r", entries: Array(500).fill(entry[0]) };
  const bytes = encodeBatch(batch);
  const plain = encodeBatch({ ...batch, entries: batch.entries.slice(0, 1) }).length * 400;
  assert.ok(plain > DEFLATE_ABOVE && bytes.length < plain / 4, `${bytes.length} of ${plain}`);
  assert.deepEqual(decodeBatch(bytes), batch);
});

Deno.test("decodeBatch() takes nothing that is cut, changed or newer", () => {
  const bytes = encodeBatch({ node: "a", epoch: 1, number: 2, run: "r", entries: [] });
  const text = new TextDecoder().decode(bytes);
  for (
    const wrong of [
      "",
      "{}",
      "null",
      text.replace('"batch":1', '"batch":2'),
      text.replace('"entries":0', '"entries":1'),
      text.replace('"epoch":1', '"epoch":-1'),
      `${text}\n`,
      "\u0001deflated, they said",
    ]
  ) {
    assert.throws(() => decodeBatch(new TextEncoder().encode(wrong)), EntryCodecError, wrong);
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (rubbish) => {
    assert.throws(() => decodeBatch(rubbish), EntryCodecError);
  }));
});
