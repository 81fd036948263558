/** Bytes as letters that people read out and type: Crockford's base 32, without the letters I, L, O and U. */
import { type Bytes } from "../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BITS = 5;

/** Letters in groups of four; `bytes` is a multiple of 5. */
export function toLetters(bytes: Bytes): string {
  let letters = "";
  for (let bit = 0; bit < bytes.length * 8; bit += BITS) letters += LETTERS[fiveBits(bytes, bit)];
  return (letters.match(/.{1,4}/g) ?? []).join("-");
}

function fiveBits(bytes: Bytes, bit: number): number {
  const at = bit >> 3;
  const two = (bytes[at] ?? 0) << 8 | (bytes[at + 1] ?? 0);
  return two >> (16 - BITS - (bit & 7)) & 31;
}

/**
 * The letters of what somebody typed, without hyphens and blanks, in the form of
 * {@linkcode toLetters}: `o` is 0, `i` and `l` are 1.
 *
 * @throws {EncryptionError} `bad_code` when there are not `count` of them, or others among them.
 */
export function cleanLetters(typed: string, count: number): string {
  // Nobody types as much; what is longer is not looked at.
  const text = typed.slice(0, 1_000).toUpperCase().replace(/[\s\p{Pd}.,_]/gu, "");
  const clean = text.replaceAll("O", "0").replace(/[IL]/g, "1");
  if (clean.length !== count) {
    throw new EncryptionError(
      "bad_code",
      `The code has ${count} letters and digits, and there are ${clean.length}`,
    );
  }
  const wrong = [...clean].find((letter) => !LETTERS.includes(letter));
  if (wrong !== undefined) {
    throw new EncryptionError("bad_code", `There is no ${wrong} in a code; look at it once more`);
  }
  return clean;
}

/** The bytes of letters that are clean. */
export function fromLetters(clean: string): Bytes {
  const bytes = new Uint8Array(clean.length * BITS / 8);
  [...clean].forEach((letter, index) => {
    const value = LETTERS.indexOf(letter);
    for (let bit = 0; bit < BITS; bit++) {
      const at = index * BITS + bit;
      const isSet = value >> (BITS - 1 - bit) & 1;
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | isSet << (7 - (at & 7));
    }
  });
  return bytes;
}

/**
 * `clean` with one letter wrong, or two neighbours exchanged, in every way: 32 × 31 + 31 at most for
 * 32 letters.
 */
export function* nearLetters(clean: string): Generator<string> {
  for (let index = 0; index < clean.length; index++) {
    const [before, after] = [clean.slice(0, index), clean.slice(index + 1)];
    const letter = clean.charAt(index);
    const next = clean.charAt(index + 1);
    if (next !== "" && next !== letter) yield before + next + letter + after.slice(1);
    for (const other of LETTERS) if (other !== letter) yield before + other + after;
  }
}
