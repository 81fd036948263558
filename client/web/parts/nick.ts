/** The colour of a name: always the same for the same account, on every device. */
import { foldUsername } from "../../../protocol/names.ts";

/** How many there are; `styles/nicks.css` has a class for each. */
export const NICK_COLOURS = 12;

/** The class that gives `--nick` the colour of this account. */
export function nickClass(username: string): string {
  let hash = 0x811c9dc5; // FNV-1a, 32 bits
  for (const character of foldUsername(username)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  // What is alike in the end would be alike in the remainder: the bits are mixed (lowbias32).
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  hash ^= hash >>> 15;
  return `nick-${(hash >>> 0) % NICK_COLOURS}`;
}
