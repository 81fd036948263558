/** Finds in what others say the words at which a reader wants to be called. */

/** A word as people choose it: letters and whatever else, `*` at an end for any other letters. */
export type HighlightWord = string;

/** Whether a text has one of these words in it, as a whole word and in any case. */
export function hasHighlight(text: string, words: readonly HighlightWord[]): boolean {
  if (words.length === 0) return false;
  const folded = text.toLowerCase();
  return words.some((word) => hasWord(folded, word.toLowerCase()));
}

function hasWord(text: string, written: string): boolean {
  const isOpenBefore = written.startsWith("*");
  const isOpenAfter = written.length > 1 && written.endsWith("*");
  const word = written.slice(isOpenBefore ? 1 : 0, isOpenAfter ? -1 : undefined);
  if (word === "") return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const isBegun = isOpenBefore || !isLetter(before(text, at));
    const isEnded = isOpenAfter || !isLetter(after(text, at + word.length));
    if (isBegun && isEnded) return true;
  }
  return false;
}

function before(text: string, at: number): string {
  const isPair = /[\udc00-\udfff]/.test(text[at - 1] ?? "");
  return text.slice(Math.max(0, at - (isPair ? 2 : 1)), at);
}

function after(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0x20);
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{M}\p{N}_]/u.test(character);
}
