/** How many columns of a terminal a text takes. */
import type { WidthOf } from "./wrap.ts";

/** Characters of one column each, whatever stands beside them; as in `graphemes.ts`, but for U+00AD. */
const NARROW = /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u259f]*$/;

/** What knows all the others, and takes over ten milliseconds to load: after the first frame. */
let exact: WidthOf | undefined;
let hasGuessed = false;

/** The columns that `text` takes; for rare characters a guess until {@linkcode loadTextWidth} is done. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  if (exact !== undefined) return exact(text);
  hasGuessed = true;
  return Array.from(text).length;
}

/** Has {@linkcode textWidth} know every character; says whether it had to guess before. */
export async function loadTextWidth(): Promise<boolean> {
  exact ??= (await import("string-width")).default;
  const guessed = hasGuessed;
  hasGuessed = false;
  return guessed;
}
