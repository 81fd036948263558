/** Reads text as editors on any system write it. */

/** Texts that say at their beginning how they are written (byte-order marks). */
const MARKS: readonly { bytes: readonly number[]; encoding: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
];

const ENDS: readonly number[] = [0x0a, 0x0d];

/**
 * The text in `bytes`, without its mark: UTF-8, or UTF-16 where a mark says so. `undefined` when it
 * is no text. With `isFirstLine`, what comes behind the first line of UTF-8 may be anything.
 */
export function decodeText(bytes: Uint8Array, isFirstLine = false): string | undefined {
  const mark = MARKS.find((each) => each.bytes.every((byte, index) => bytes[index] === byte));
  const encoding = mark?.encoding ?? "utf-8";
  const end = isFirstLine && encoding === "utf-8"
    ? bytes.findIndex((byte) => ENDS.includes(byte))
    : -1;
  try {
    const text = new TextDecoder(encoding, { fatal: true })
      .decode(end < 0 ? bytes : bytes.subarray(0, end));
    // UTF-16 without a mark looks like this.
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
