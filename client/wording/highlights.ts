/** Finds in what others say the words at which a reader wants to be called. */

const LETTER = "[\\p{L}\\p{M}\\p{N}_]";

/**
 * What finds these words in a text, each as a whole word and in any case; `*` at an end of one stands
 * for any letters. `undefined` when there are none.
 */
export function highlightPattern(words: readonly string[]): RegExp | undefined {
  const parts = words.flatMap((written) => {
    const isOpenBefore = written.startsWith("*");
    const isOpenAfter = written.length > 1 && written.endsWith("*");
    const word = written.slice(isOpenBefore ? 1 : 0, isOpenAfter ? -1 : undefined);
    if (word === "") return [];
    const before = isOpenBefore ? "" : `(?<!${LETTER})`;
    const after = isOpenAfter ? "" : `(?!${LETTER})`;
    return [before + word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&") + after];
  });
  return parts.length === 0 ? undefined : new RegExp(parts.join("|"), "iu");
}
