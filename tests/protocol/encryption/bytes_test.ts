import assert from "node:assert/strict";
import { compareBytes, fromBase64url, toBase64url } from "../../../protocol/encryption/bytes.ts";
import { ByteReader, shortText, u16, u32, u64, u8 } from "../../../protocol/encryption/fields.ts";
import { refusedWith } from "../../support/encryption/cast.ts";

Deno.test("fromBase64url() reads what toBase64url() writes, and nothing else", () => {
  for (let length = 0; length < 40; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    assert.deepEqual(fromBase64url(toBase64url(bytes), 40), bytes);
  }
  for (const text of ["AA==", "AB", "A", "A A", "AA\n", "+/+/", "é"]) {
    assert.throws(() => fromBase64url(text, 40), refusedWith("bad_format"), text);
  }
  assert.throws(() => fromBase64url("A".repeat(56), 40), refusedWith("too_large"));
});

Deno.test("compareBytes() orders as numbers with the same count of digits", () => {
  const ordered = [[0, 0], [0, 1], [0, 255], [1, 0], [255, 0]].map((bytes) =>
    Uint8Array.from(bytes)
  );
  assert.deepEqual(ordered.toReversed().toSorted(compareBytes), ordered);
});

Deno.test("ByteReader reads what was written, and refuses what is missing or left over", () => {
  const bytes = [u8(7), u16(700), u32(4_000_000_000), u64(2 ** 53 - 1), shortText("é")]
    .reduce((all, part) => Uint8Array.from([...all, ...part]), new Uint8Array());
  const reader = new ByteReader(bytes);
  assert.deepEqual(
    [reader.u8(), reader.u16(), reader.u32(), reader.u64(), reader.shortText()],
    [7, 700, 4_000_000_000, 2 ** 53 - 1, "é"],
  );
  reader.end();
  assert.throws(() => reader.u8(), refusedWith("bad_format"));
  const longer = new ByteReader(Uint8Array.of(1, 2));
  longer.u8();
  assert.throws(() => longer.end(), refusedWith("bad_format"));
});

Deno.test("ByteReader refuses numbers that are not exact, and texts that are not UTF-8", () => {
  const large = new ByteReader(new Uint8Array(8).fill(255));
  assert.throws(() => large.u64(), refusedWith("bad_format"));
  const text = new ByteReader(Uint8Array.of(1, 255));
  assert.throws(() => text.shortText(), refusedWith("bad_format"));
  const newer = new ByteReader(Uint8Array.of(2));
  assert.throws(() => newer.version(1), refusedWith("unknown_version"));
  for (const wrong of [-1, 256, 1.5]) assert.throws(() => u8(wrong), RangeError);
});
