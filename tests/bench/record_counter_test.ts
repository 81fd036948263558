import assert from "node:assert/strict";
import { RecordCounter } from "../../bench/support/record_counter.ts";

/** A record as RFC 8446 writes it, with `contentBytes` of content. */
function record(type: number, contentBytes: number): number[] {
  const length = contentBytes + 17;
  return [type, 3, 3, length >> 8, length & 255, ...new Array<number>(length).fill(170)];
}

Deno.test("RecordCounter.push() counts the content of records, however they are cut", () => {
  const stream = Uint8Array.from([...record(23, 300), ...record(22, 50), ...record(23, 1)]);
  for (const size of [1, 2, 5, 7, 100, stream.length]) {
    const counter = new RecordCounter();
    let content = 0;
    for (let start = 0; start < stream.length; start += size) {
      content += counter.push(stream.subarray(start, start + size));
    }
    assert.equal(content, 301);
  }
});
