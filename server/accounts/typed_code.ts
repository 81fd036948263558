/** Codes that people read and type: what makes the first owner, invites, and ways back in. */
import type { RandomBytes } from "./tokens.ts";

/** Letters and digits that nobody mistakes for one another (Crockford's base 32). */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** Makes a code of 80 random bits, in groups: `7KQ2-…`. */
export function makeTypedCode(randomBytes: RandomBytes): string {
  const bytes = randomBytes(new Uint8Array(GROUPS * GROUP_LENGTH));
  const letters = [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length] ?? "");
  const groups = Array.from(
    { length: GROUPS },
    (_, index) => letters.slice(index * GROUP_LENGTH, (index + 1) * GROUP_LENGTH).join(""),
  );
  return groups.join("-");
}

/** A code as it was made, however it was typed. */
export function normalizeTypedCode(text: string): string {
  const letters = text.slice(0, 100).toUpperCase().replaceAll(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  return letters.match(/.{1,4}/g)?.join("-") ?? "";
}
