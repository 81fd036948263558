/**
 * Makes hostile text harmless before a terminal or a log shows it. This is the only function that
 * does so; everything that prints what somebody else wrote goes through it.
 */

/**
 * What a terminal might act on or what misleads the eye: C0, DEL and C1 controls, line and paragraph
 * separators, bidirectional overrides, embeddings, isolates and marks (Unicode TR9 and TR36),
 * surrogates without a partner, and invisible tag characters except in the flags that need them.
 */
const UNSAFE =
  /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e001f}]|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]{0,6})[\u{e0020}-\u{e007f}]/gu;

/** The character that stands where something unsafe stood (U+FFFD REPLACEMENT CHARACTER). */
export const REPLACEMENT = "\ufffd";

/** Returns `text` as one line in which nothing is left that a terminal acts on. */
export function printable(text: string): string {
  return text.replace(UNSAFE, REPLACEMENT);
}

/** Returns the lines of `text`, each made harmless; tabs become four spaces. */
export function printableLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => printable(line.replaceAll("\t", "    ")));
}

/** Escapes in a JSON text what JSON itself leaves as it is but a terminal may act on. */
export function printableJson(json: string): string {
  return json.replace(UNSAFE, (unsafe) => {
    let escaped = "";
    for (let index = 0; index < unsafe.length; index++) {
      escaped += `\\u${unsafe.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }
    return escaped;
  });
}
