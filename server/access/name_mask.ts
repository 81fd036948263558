/** Masks of names: `*` is anything and `?` one character, without regard to case. */
import { ChatError } from "../../protocol/errors.ts";
import { foldUsername } from "../../protocol/names.ts";
import { MAX_USERNAME_LENGTH } from "../../protocol/limits.ts";

/** What a mask of usernames is made of. */
const OF_USERNAMES = /^[A-Za-z0-9_*?-]+$/;

/**
 * A mask of usernames as it is kept and compared: folded, and without stars that say nothing.
 *
 * @throws {ChatError} `bad_field` for one that can be nobody's.
 */
export function parseNameMask(text: string): string {
  const mask = foldUsername(text).replace(/\*+/g, "*");
  if (mask.length > MAX_USERNAME_LENGTH || !OF_USERNAMES.test(mask)) {
    throw new ChatError(
      "bad_field",
      `A "mask" is a name in which * is anything and ? one character, ` +
        `of ${MAX_USERNAME_LENGTH} characters at most`,
    );
  }
  return mask;
}

/** Most characters of a mask that are looked at; no name is longer. */
export const MAX_MASK_LENGTH = 64;

/** A mask as it can be compared with many names, each in at most as many steps as both are long, multiplied. */
export function maskOf(mask: string): (name: string) => boolean {
  // Not as a regular expression: those with many stars may try for minutes.
  const parts = mask.slice(0, MAX_MASK_LENGTH).toLowerCase();
  return (name) => isMatch(parts, name.toLowerCase());
}

/** Only the last star is ever tried again: what matched before it needs no other way. */
function isMatch(mask: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  let place = 0;
  while (place < name.length) {
    const wanted = mask[at];
    if (wanted === "*") {
      star = at++;
      starAt = place;
    } else if (wanted === "?" || wanted === name[place]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      place = ++starAt;
    } else return false;
  }
  while (mask[at] === "*") at += 1;
  return at === mask.length;
}
