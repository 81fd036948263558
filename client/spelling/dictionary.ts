/** A hunspell dictionary: what is right, and what may be meant. */
import nspell from "nspell";

/** Largest files that are read, in bytes. */
const MAX_AFFIX_BYTES = 4 * 1024 * 1024;
const MAX_WORDS_BYTES = 16 * 1024 * 1024;
/** Most suggestions. */
const MAX_SUGGESTIONS = 10;
/** Shortest part of a compound word, and most of its parts. */
const MIN_PART = 3;
const MAX_PARTS = 4;
/** Letters that German puts between the parts. */
const LINKING = ["", "s", "es", "n", "en"] as const;

/** What is known of one language. */
export interface Dictionary {
  isRight(word: string): boolean;
  suggestions(word: string): readonly string[];
}

/** Reads `PATH.aff` and `PATH.dic`. Throws when that cannot be. */
export function readDictionary(path: string): Dictionary {
  const affixes = bytesOf(`${path}.aff`, MAX_AFFIX_BYTES);
  const [, encoding = "latin1"] = /^SET\s+(\S+)/m.exec(new TextDecoder("latin1").decode(affixes)) ??
    [];
  const decoder = new TextDecoder(encoding.replace(/^ISO(\d)/i, "ISO-$1"));
  const rules = decoder.decode(affixes);
  const words = decoder.decode(bytesOf(`${path}.dic`, MAX_WORDS_BYTES));
  return dictionaryOf(rules, words);
}

/** The dictionary that the two files of a language make. */
export function dictionaryOf(rules: string, words: string): Dictionary {
  const speller = nspell(rules, words);
  // The library knows no compounds but those of numbers: known words side by side are right.
  const hasCompounds = /^COMPOUND(?:BEGIN|FLAG)\s/m.test(rules);
  const isKnown = (word: string) => speller.correct(word);
  return {
    isRight: (word) => {
      const plain = word.replaceAll("’", "'");
      return isKnown(plain) || (hasCompounds && isCompound(plain, isKnown, MAX_PARTS));
    },
    suggestions: (word) => speller.suggest(word.replaceAll("’", "'")).slice(0, MAX_SUGGESTIONS),
  };
}

function isCompound(word: string, isKnown: (part: string) => boolean, parts: number): boolean {
  if (parts < 2) return false;
  for (let at = MIN_PART; at <= word.length - MIN_PART; at++) {
    const rest = word.slice(at);
    const isEnd = isPart(rest, isKnown) || isCompound(rest, isKnown, parts - 1);
    if (isEnd && LINKING.some((link) => isLinked(word.slice(0, at), link, isKnown))) return true;
  }
  return false;
}

function isLinked(word: string, link: string, isKnown: (part: string) => boolean): boolean {
  return word.endsWith(link) && isPart(word.slice(0, word.length - link.length), isKnown);
}

/** Within a word nouns are written small. */
function isPart(part: string, isKnown: (part: string) => boolean): boolean {
  if (part.length < MIN_PART) return false;
  return isKnown(part) || isKnown(part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase());
}

function bytesOf(path: string, most: number): Uint8Array {
  const { size } = Deno.statSync(path);
  if (size > most) throw new RangeError(`${path} has more than ${most} bytes`);
  return Deno.readFileSync(path);
}
