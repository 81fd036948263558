/** Takes text apart into what a person sees as one character each. */

/**
 * Letters, marks of punctuation and lines to draw with that are one character each, whatever stands
 * beside them: nothing here joins, and nothing extends what is before it.
 */
const SINGLES = /^[\x20-\x7e\xa0-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u259f]*$/;

/** Made when it is needed: the runtime takes over ten milliseconds for it. */
let segmenter: Intl.Segmenter | undefined;

/** The characters of `text` as people count them (Unicode TR29). */
export function graphemes(text: string): string[] {
  if (SINGLES.test(text)) return text.split("");
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
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
