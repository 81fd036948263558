/** Finds in what is being written the words whose spelling can be looked at. */

/** A word and where it stands, `[from, to)` in UTF-16 units. */
export interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Longer texts are not looked at: a paste, or a file. */
const MAX_LENGTH = 4_000;
/** Nobody writes longer words by hand. */
const MAX_WORD_LENGTH = 60;

/** What is no prose: code, links, names, commands, emoji by their names. */
const NO_PROSE =
  /`[^`\n]*`|\b(?:https?|ftp|chat):\/\/\S+|\bwww\.\S+|\S+@\S+|[@#/~$\\]\S+|:[a-z0-9_+-]{2,}:|\S*[\p{N}_=<>{}|]\S*/giu;

const WORDS = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*/gu;

/** The words of a text, in order; `ignored` are names, in lower case. */
export function wordsIn(text: string, ignored: ReadonlySet<string> = new Set()): Word[] {
  if (text.length > MAX_LENGTH) return [];
  const prose = text.replaceAll(NO_PROSE, (other) => " ".repeat(other.length));
  return [...prose.matchAll(WORDS)]
    .map((found) => ({ text: found[0], from: found.index, to: found.index + found[0].length }))
    .filter(({ text: word }) =>
      word.length > 1 && word.length <= MAX_WORD_LENGTH && !ignored.has(word.toLowerCase())
    );
}
