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

/** What was found in a text, and how many steps it took to look. */
export interface WordLook {
  found: FoundWord[];
  steps: number;
}

/** Where the words of the list that begin alike go on, and those that end here. */
interface Branch {
  readonly next: Map<string, Branch>;
  /** One for each thing to do, however many words of the list are the same when folded. */
  readonly ends: { id: number; does: FilterDoes }[];
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

/**
 * Words are brought into one form in pieces of so many characters: putting the marks of one letter into
 * their order takes a time that grows with the square of their number.
 */
const PIECE_CHARACTERS = 64;
const PIECE = /.{1,64}/gsu;

/** What reading one character of a text, and noting one word that was found, comes to in steps. */
const STEPS_PER_CHARACTER = 4;
const STEPS_PER_UNICODE_CHARACTER = 12;
const STEPS_PER_FIND = 10;

/** Words to be found whole: `ass` is not found in `class`. */
export class WordList {
  readonly #root: Branch = { next: new Map(), ends: [] };

  constructor(words: Iterable<ListedWord>) {
    for (const { id, does, word } of words) {
      const tokens = foldedTokens(word);
      if (tokens.length === 0) continue;
      let branch = this.#root;
      for (const token of tokens) {
        let next = branch.next.get(token);
        if (next === undefined) {
          next = { next: new Map(), ends: [] };
          branch.next.set(token, next);
        }
        branch = next;
      }
      if (!branch.ends.some((end) => end.does === does)) branch.ends.push({ id, does });
    }
  }

  /**
   * What decides about the text: one word that refuses it, or else the first that flags it and the
   * words to be masked, of those that begin at one place the longest, and none that lies within
   * another. So there are no more of them than words in the text, however many the list has.
   */
  look(text: string): WordLook {
    const found: FoundWord[] = [];
    if (this.#root.next.size === 0) return { found, steps: 0 };
    const tokens = tokensOf(text);
    let steps = text.length *
      (ASCII.test(text) ? STEPS_PER_CHARACTER : STEPS_PER_UNICODE_CHARACTER);
    let isFlagged = false;
    let maskedTo = 0;
    for (const [first, { start }] of tokens.entries()) {
      let mask: FoundWord | undefined;
      let branch = this.#root;
      for (let index = first; index < tokens.length; index++) {
        const token = tokens[index];
        const next = branch.next.get(token?.folded ?? "");
        steps += 1;
        if (token === undefined || next === undefined) break;
        branch = next;
        for (const { id, does } of branch.ends) {
          steps += STEPS_PER_FIND;
          const word = { id, does, start, end: token.end };
          if (does === "refuse") return { found: [word], steps };
          if (does === "mask") mask = word;
          else if (!isFlagged) {
            isFlagged = true;
            found.push(word);
          }
        }
      }
      if (mask !== undefined && mask.end > maskedTo) {
        found.push(mask);
        maskedTo = mask.end;
      }
    }
    return { found, steps };
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
  const shortened = word.replace(IGNORED, "");
  if (shortened.length <= PIECE_CHARACTERS) return foldPiece(shortened);
  return (shortened.match(PIECE) ?? []).map(foldPiece).join("");
}

function foldPiece(piece: string): string {
  return piece.normalize("NFKD").toLowerCase().normalize("NFKD").replace(IGNORED, "");
}
