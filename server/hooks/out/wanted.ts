/** Which messages go out through a hook: all, or those with one of its words. */

/** Whether a text has one of these words as a whole, in whatever case; without words it is wanted. */
export function isWanted(text: string, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const folded = fold(text);
  return words.some((word) => hasWord(folded, fold(word)));
}

function hasWord(text: string, word: string): boolean {
  if (word === "") return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1];
    const after = text[at + word.length];
    if (!isPartOfWord(before) && !isPartOfWord(after)) return true;
  }
  return false;
}

function isPartOfWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
