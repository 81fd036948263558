/** Finds words of a list behind capitals, digits and signs that stand for letters. */

/** How guessable a word of the list is that a password is made of. */
export interface FoundWord {
  /** Guesses until it is tried, the ways to write it included. */
  guesses: number;
  /** Place in the list, from 1. */
  rank: number;
  /** Whether it is written backwards or with signs for letters. */
  isDisguised: boolean;
}

/** What people write instead of a letter. */
const DISGUISES: Readonly<Record<string, readonly string[]>> = {
  a: ["4", "@"],
  b: ["8"],
  c: ["(", "{", "[", "<"],
  d: ["6", "|)"],
  e: ["3"],
  f: ["#"],
  g: ["6", "9", "&"],
  h: ["#", "|-|"],
  i: ["1", "!", "|"],
  k: ["<", "|<"],
  l: ["!", "1", "|", "7"],
  m: ["^^", "nn", "2n", "/\\/\\"],
  n: ["//"],
  o: ["0", "()"],
  q: ["9"],
  s: ["$", "5"],
  t: ["+", "7"],
  u: ["|_|"],
  v: ["<", ">", "/"],
  w: ["^/", "uu", "vv", "2u", "2v", "\\/\\/"],
  x: ["%", "><"],
  z: ["2"],
};

/** Each sign with the letter that it may stand for. */
const SIGNS: readonly Disguise[] = Object.entries(DISGUISES).flatMap(([letter, signs]) =>
  signs.map((sign) => ({ letter, sign }))
);

/**
 * Steps of one search. The list itself bounds it, as every step is the beginning of a word in it; this
 * is for lists of another kind.
 */
const MAX_STEPS = 5_000;

interface Disguise {
  letter: string;
  sign: string;
}

/** A part of the sorted list: the words that begin with the same letters. */
interface Beginning {
  from: number;
  to: number;
  length: number;
}

/** A list of words in lower case, the likeliest first. */
export class CommonWords {
  readonly #sorted: readonly string[];
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #longest: number;

  constructor(words: readonly string[]) {
    const ranks = new Map<string, number>();
    words.forEach((word, index) => {
      if (!ranks.has(word)) ranks.set(word, index + 1);
    });
    this.#ranks = ranks;
    this.#sorted = [...ranks.keys()].sort();
    this.#longest = Math.max(0, ...words.map((word) => word.length));
  }

  /** The likeliest word that `text` as a whole is; undefined when it is none. */
  find(text: string): FoundWord | undefined {
    const lower = text.toLowerCase();
    const capitals = waysToCapitalize(text);
    const found: FoundWord[] = [];
    const add = (rank: number, ways: number, isDisguised: boolean) =>
      found.push({ guesses: rank * ways * capitals, rank, isDisguised });
    const rank = this.#ranks.get(lower);
    if (rank !== undefined) add(rank, 1, false);
    const backwards = this.#ranks.get(lower.split("").reverse().join(""));
    if (backwards !== undefined) add(backwards, 2, true);
    for (const [word, disguises] of this.#disguised(lower)) {
      add(this.#ranks.get(word) ?? Infinity, waysToDisguise(lower, disguises), true);
    }
    return found.reduce<FoundWord | undefined>(
      (best, next) => best === undefined || next.guesses < best.guesses ? next : best,
      undefined,
    );
  }

  /** The words that `text` may stand for with at least one sign instead of a letter. */
  #disguised(text: string): [word: string, disguises: Disguise[]][] {
    const found: [string, Disguise[]][] = [];
    if (text.length > 4 * this.#longest) return found;
    let steps = 0;
    const search = (at: number, beginning: Beginning, disguises: readonly Disguise[]): void => {
      steps += 1;
      if (steps > MAX_STEPS || beginning.from === beginning.to) return;
      if (at === text.length) {
        const word = this.#sorted[beginning.from];
        if (word?.length === beginning.length && disguises.length > 0) {
          found.push([word, [...disguises]]);
        }
        return;
      }
      for (const disguise of SIGNS) {
        if (!text.startsWith(disguise.sign, at)) continue;
        const next = this.#narrow(beginning, disguise.letter);
        search(at + disguise.sign.length, next, [...disguises, disguise]);
      }
      search(at + 1, this.#narrow(beginning, text.charAt(at)), disguises);
    };
    search(0, { from: 0, to: this.#sorted.length, length: 0 }, []);
    return found;
  }

  /** The words of a part of the list that go on with `letter`. */
  #narrow({ from, to, length }: Beginning, letter: string): Beginning {
    const code = letter.charCodeAt(0);
    return {
      from: this.#firstFrom(code, { from, to, length }),
      to: this.#firstFrom(code + 1, { from, to, length }),
      length: length + 1,
    };
  }

  /** Where in a part of the list the words begin whose next letter is not before `code`. */
  #firstFrom(code: number, { from, to, length }: Beginning): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const next = this.#sorted[middle]?.charCodeAt(length) ?? NaN;
      // A word that ends here has no next letter and comes first.
      if (Number.isNaN(next) || next < code) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** How many ways of writing somebody tries who tries this choice of capitals. */
function waysToCapitalize(text: string): number {
  const letters = text.replace(/[^\p{Lu}\p{Ll}]/gu, "");
  const capitals = letters.replace(/\P{Lu}/gu, "").length;
  const small = letters.length - capitals;
  if (capitals === 0) return 1;
  const isUsual = small === 0 || /^(\p{Lu}\p{Ll}+|\p{Ll}+\p{Lu})$/u.test(letters);
  return isUsual ? 2 : waysToChoose(capitals + small, Math.min(capitals, small));
}

/** How many ways of writing somebody tries who tries these signs for letters. */
function waysToDisguise(text: string, disguises: readonly Disguise[]): number {
  const distinct = new Map(
    disguises.map((disguise) => [disguise.letter + disguise.sign, disguise]),
  );
  let ways = 1;
  for (const { letter, sign } of distinct.values()) {
    const signs = text.split(sign).length - 1;
    const letters = text.split(letter).length - 1;
    ways *= signs === 0 || letters === 0
      ? 2
      : waysToChoose(signs + letters, Math.min(signs, letters));
  }
  return ways;
}

/** How many choices of one up to `most` things there are among `count`. */
export function waysToChoose(count: number, most: number): number {
  let ways = 1;
  let sum = 0;
  for (let chosen = 1; chosen <= most; chosen++) {
    ways = ways * (count - chosen + 1) / chosen;
    sum += ways;
  }
  return sum;
}
