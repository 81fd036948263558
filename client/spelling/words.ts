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

const CODE = /`[^`\n]*`/g;
/** What stands between blanks and has one of these is no prose: addresses, names of programs. */
const NO_WORD = /[\p{N}_=<>{}|]|.@./u;
/** Links, names, commands, emoji by their names. */
const NO_PROSE = /\b(?:https?|ftp|chat):\/\/\S+|\bwww\.\S+|[@#/~$\\]\S+|:[a-z+-]{2,}:/gi;

const WORDS = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*/gu;

/** The words of a text, in order; `ignored` are names, in lower case. */
export function wordsIn(text: string, ignored: ReadonlySet<string> = new Set()): Word[] {
  if (text.length > MAX_LENGTH) return [];
  // One piece after the other: what goes through a text without blanks from each of its characters
  // on takes longest where somebody writes without any.
  const prose = text.replaceAll(CODE, blank).replaceAll(
    /\S+/g,
    (piece) => NO_WORD.test(piece) ? blank(piece) : piece.replaceAll(NO_PROSE, blank),
  );
  return [...prose.matchAll(WORDS)]
    .map((found) => ({ text: found[0], from: found.index, to: found.index + found[0].length }))
    .filter(({ text: word }) =>
      word.length > 1 && word.length <= MAX_WORD_LENGTH && !ignored.has(word.toLowerCase())
    );
}

function blank(text: string): string {
  return " ".repeat(text.length);
}
