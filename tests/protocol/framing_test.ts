import assert from "node:assert/strict";
import fc from "fast-check";
import { LineSplitter, TOO_LONG } from "../../protocol/framing.ts";

/** All lines of a stream that arrives in these chunks, as text; too long ones as `null`. */
function split(chunks: readonly Uint8Array[], maxLineBytes?: number): (string | null)[] {
  const splitter = new LineSplitter(maxLineBytes);
  const lines: (string | null)[] = [];
  function take(line: Uint8Array | typeof TOO_LONG): void {
    lines.push(line === TOO_LONG ? null : new TextDecoder().decode(line));
  }
  for (const chunk of chunks) {
    splitter.push(chunk);
    for (let line = splitter.next(); line !== undefined; line = splitter.next()) take(line);
    // What a reader does with its buffer between two reads.
    chunk.fill(0);
  }
  const last = splitter.end();
  if (last !== undefined) take(last);
  return lines;
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("LineSplitter.next() takes off line ends with and without a carriage return", () => {
  assert.deepEqual(split([bytes("a\nb\r\n\n\r\nc\rd\n")]), ["a", "b", "", "", "c\rd"]);
});

Deno.test("LineSplitter.end() gives the last line without a line end", () => {
  assert.deepEqual(split([bytes("a\nrest")]), ["a", "rest"]);
  assert.deepEqual(split([bytes("a\n")]), ["a"]);
});

Deno.test("LineSplitter.next() takes a line of the limit and not one byte more", () => {
  assert.deepEqual(split([bytes("12345\n12345\r\n123456\n1")], 5), ["12345", "12345", null, "1"]);
  assert.deepEqual(split([bytes("123"), bytes("45"), bytes("\r"), bytes("\n1")], 5), [
    "12345",
    "1",
  ]);
  assert.deepEqual(split([bytes("123"), bytes("456"), bytes("\n1")], 5), [null, "1"]);
});

Deno.test("LineSplitter reports a long line once, skips to its end and counts what it skips", () => {
  const splitter = new LineSplitter(10);
  splitter.push(bytes("x".repeat(12)));
  assert.equal(splitter.next(), TOO_LONG);
  splitter.push(bytes("x".repeat(100)));
  assert.equal(splitter.next(), undefined);
  assert.equal(splitter.skippedBytes, 112);
  splitter.push(bytes("x\nok\n"));
  assert.deepEqual(splitter.next(), bytes("ok"));
  assert.equal(splitter.skippedBytes, 0);
});

Deno.test("LineSplitter gives the same lines however the stream is cut", () => {
  const line = fc.string({ maxLength: 40, unit: fc.constantFrom("a", "b", "\r", "é", "😀") });
  fc.assert(fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
    const stream = bytes(lines.map((text) => `${text}\n`).join(""));
    const whole = split([stream.slice()], 20);
    const at = [0, ...cuts.map((cut) => Math.min(cut, stream.length)), stream.length]
      .sort((first, second) => first - second);
    const chunks = at.slice(1).map((end, index) => stream.slice(at[index], end));
    assert.deepEqual(split(chunks, 20), whole);
    assert.equal(whole.length, lines.length);
  }));
});
