/** Takes text apart into what a person sees as one character each. */

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The characters of `text` as people count them (Unicode TR29). */
export function graphemes(text: string): string[] {
  // Most lines are plain ASCII, which needs no segmenter.
  if (/^[\x20-\x7e]*$/.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** `text` without its last character as people count them. */
export function withoutLast(text: string): string {
  return graphemes(text).slice(0, -1).join("");
}

/** The first character of `text` as people count them, or nothing. */
export function firstOf(text: string): string {
  return graphemes(text)[0] ?? "";
}

/** The last character of `text` as people count them, or nothing. */
export function lastOf(text: string): string {
  return graphemes(text).at(-1) ?? "";
}
