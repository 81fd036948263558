/** Finds words of a list in a text, however they are written: case, accents, full-width letters. */

/** What a filter does with a message in which it finds something. */
export type FilterDoes = "refuse" | "mask" | "flag";

/** Where something stands in a text, in UTF-16 units; `end` is the first that is not part of it. */
export interface Range {
  start: number;
  end: number;
}

/** A word, or several in a row, to be found. */
export interface ListedWord {
  id: number;
  does: FilterDoes;
  word: string;
}

/** A word that was found. */
export interface FoundWord extends Range {
  id: number;
  does: FilterDoes;
}

interface Entry {
  id: number;
  does: FilterDoes;
  tokens: readonly string[];
}

interface Token extends Range {
  folded: string;
}

/** Letters and digits with what is put onto them or hidden between them. */
const TOKEN = /[\p{Alphabetic}\p{N}\p{M}\p{Default_Ignorable_Code_Point}]+/gu;
const ASCII_TOKEN = /[A-Za-z0-9]+/g;
// deno-lint-ignore no-control-regex -- it is about which characters are ASCII
const ASCII = /^[\x00-\x7f]*$/;

/**
 * What is left out of words when they are compared: accents (of the script `Inherited`; vowel signs
 * of scripts that need them stay), Hebrew points, and what nobody sees.
 */
const IGNORED = /[\p{Script=Inherited}\p{Default_Ignorable_Code_Point}\u0591-\u05c7]/gu;

/** Words to be found whole: `ass` is not found in `class`. */
export class WordList {
  readonly #byFirst = new Map<string, Entry[]>();

  constructor(words: Iterable<ListedWord>) {
    for (const { id, does, word } of words) {
      const tokens = foldedTokens(word);
      const [first] = tokens;
      if (first === undefined) continue;
      const entries = this.#byFirst.get(first);
      if (entries === undefined) this.#byFirst.set(first, [{ id, does, tokens }]);
      else entries.push({ id, does, tokens });
    }
  }

  /** Every word of the list in the text, in the order of the text. */
  find(text: string): FoundWord[] {
    if (this.#byFirst.size === 0) return [];
    const found: FoundWord[] = [];
    const tokens = tokensOf(text);
    for (const [index, token] of tokens.entries()) {
      for (const { id, does, tokens: wanted } of this.#byFirst.get(token.folded) ?? []) {
        const last = tokens[index + wanted.length - 1];
        if (last === undefined) continue;
        const isThere = wanted.every((folded, offset) => tokens[index + offset]?.folded === folded);
        if (isThere) found.push({ id, does, start: token.start, end: last.end });
      }
    }
    return found;
  }
}

/** The words of a text in the form in which they are compared; empty when it has none. */
export function foldedTokens(text: string): string[] {
  return tokensOf(text).map(({ folded }) => folded);
}

function tokensOf(text: string): Token[] {
  const isAscii = ASCII.test(text);
  const tokens: Token[] = [];
  for (const match of text.matchAll(isAscii ? ASCII_TOKEN : TOKEN)) {
    const [written] = match;
    const folded = isAscii ? written.toLowerCase() : fold(written);
    if (folded !== "") {
      tokens.push({ folded, start: match.index, end: match.index + written.length });
    }
  }
  return tokens;
}

function fold(word: string): string {
  return word.normalize("NFKD").toLowerCase().normalize("NFKD").replace(IGNORED, "");
}
