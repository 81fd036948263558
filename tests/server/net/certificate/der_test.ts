import assert from "node:assert/strict";
import { integer, objectIdentifier, tagged, time } from "../../../../server/net/certificate/der.ts";

const text = (der: Uint8Array) => new TextDecoder().decode(der.subarray(2));

Deno.test("integer() has no leading zeros and stays positive", () => {
  assert.deepEqual([...integer(Uint8Array.of(0, 0, 1))], [2, 1, 1]);
  assert.deepEqual([...integer(Uint8Array.of(0x80))], [2, 2, 0, 0x80]);
  assert.deepEqual([...integer(Uint8Array.of(0, 0))], [2, 1, 0]);
});

Deno.test("tagged() writes long lengths in more than one byte", () => {
  assert.deepEqual([...tagged(4, new Uint8Array(127)).subarray(0, 2)], [4, 127]);
  assert.deepEqual([...tagged(4, new Uint8Array(128)).subarray(0, 3)], [4, 0x81, 128]);
  assert.deepEqual([...tagged(4, new Uint8Array(65_536)).subarray(0, 5)], [4, 0x83, 1, 0, 0]);
});

Deno.test("objectIdentifier() splits large arcs into groups of seven bits", () => {
  assert.deepEqual(
    [...objectIdentifier("1.2.840.10045.4.3.2")],
    [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2],
  );
});

Deno.test("time() is UTCTime through 2049 and GeneralizedTime from 2050", () => {
  const last = time(new Date("2049-12-31T23:59:59.999Z"));
  assert.deepEqual([last[0], text(last)], [0x17, "491231235959Z"]);
  const first = time(new Date("2050-01-01T00:00:00Z"));
  assert.deepEqual([first[0], text(first)], [0x18, "20500101000000Z"]);
});
