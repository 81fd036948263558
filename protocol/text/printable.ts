/**
 * Makes hostile text harmless before a terminal or a log shows it. This is the only function that
 * does so; everything that prints what somebody else wrote goes through it.
 */

/**
 * What a terminal might act on or what misleads the eye: C0, DEL and C1 controls, line and paragraph
 * separators, bidirectional overrides, embeddings and isolates (Unicode TR9 and TR36),
 * surrogates without a partner, and invisible tag characters except in the flags that need them.
 */
const UNSAFE =
  /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e001f}]|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]{0,6})[\u{e0020}-\u{e007f}]/gu;

/**
 * Marks that say in which direction a space or a full stop belongs (LRM, RLM, ALM). They are part of
 * what people write in Hebrew or Arabic, so they stay in texts; on a screen of columns they mean
 * nothing and are left out.
 */
const DIRECTION_MARKS = /[\u061c\u200e\u200f]/gu;

/** The character that stands where something unsafe stood (U+FFFD REPLACEMENT CHARACTER). */
export const REPLACEMENT = "\ufffd";

/** Returns `text` as one line in which nothing is left that a terminal acts on. */
export function printable(text: string): string {
  return keepable(text).replace(DIRECTION_MARKS, "");
}

/** Returns what somebody types without what a terminal acts on; marks of direction stay in it. */
export function keepable(text: string): string {
  return text.replace(UNSAFE, REPLACEMENT);
}

/** Returns the lines of `text`, each made harmless; tabs become four spaces. */
export function printableLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => printable(line.replaceAll("\t", "    ")));
}

/** Escapes in a JSON text what JSON itself leaves as it is but a terminal may act on. */
export function printableJson(json: string): string {
  return json.replace(UNSAFE, escaped).replace(DIRECTION_MARKS, escaped);
}

function escaped(unsafe: string): string {
  return unsafe.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
