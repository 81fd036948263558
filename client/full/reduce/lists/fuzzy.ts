/** Finds what somebody means who types some of its letters: `gnl` is `general`. */

/** How well a text fits, and what of it was found. */
export interface FuzzyMatch {
  /** Higher is better; only to compare texts for the same query. */
  readonly score: number;
  /** Ranges `[from, to)` of the text in UTF-16 units, in order, neighbours joined. */
  readonly found: readonly (readonly [number, number])[];
}

/** A candidate that fits. */
export interface Ranked<Candidate> extends FuzzyMatch {
  readonly candidate: Candidate;
}

/** Longest query and text that are compared, in UTF-16 units; the rest is cut off. */
const MAX_QUERY_LENGTH = 64;
const MAX_TEXT_LENGTH = 256;

/**
 * What a letter is worth: more at the start of a word, and next to the one found before; what stands
 * together is worth as much, letter by letter, as the place where it starts.
 */
const LETTER = 1;
const AT_TEXT_START = 10;
const AT_WORD_START = 7;
const AFTER_THE_LAST = 5;
const SAME_CASE = 0.1;
/** What each letter that is left out between two found ones costs, up to a bound. */
const GAP = 0.3;
const MAX_GAP = 3;
/** Of two texts that fit as well the shorter one is meant. */
const PER_LENGTH = 0.01;
/** The whole text is what was typed. */
const EXACT = 20;

/**
 * Finds the letters of `query` in `text`, in their order but not side by side, where they fit best;
 * `undefined` when they are not all there. Case and blanks in the query do not matter.
 */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | undefined {
  const wanted = [...query.slice(0, MAX_QUERY_LENGTH)].filter((letter) => letter.trim() !== "");
  if (wanted.length === 0) return { score: -text.length * PER_LENGTH, found: [] };
  const letters = lettersOf(text.slice(0, MAX_TEXT_LENGTH));
  if (!isThere(wanted, letters)) return undefined;
  const path = bestPath(wanted, letters);
  if (path === undefined) return undefined;
  const isExact = text.toLowerCase() === query.trim().toLowerCase();
  return {
    score: path.score - text.length * PER_LENGTH + (isExact ? EXACT : 0),
    found: rangesOf(path.indices, letters),
  };
}

/**
 * The candidates that fit `query`, the best first; those that fit as well stay in their order. An
 * empty query fits all, in their order.
 */
export function fuzzyRank<Candidate>(
  query: string,
  { candidates, textOf }: {
    candidates: readonly Candidate[];
    textOf: (candidate: Candidate) => string;
  },
): Ranked<Candidate>[] {
  const isAll = query.trim() === "";
  const ranked = candidates.flatMap((candidate): Ranked<Candidate>[] => {
    const match = fuzzyMatch(query, textOf(candidate));
    return match === undefined ? [] : [{ candidate, ...match }];
  });
  return isAll ? ranked : ranked.sort((one, other) => other.score - one.score);
}

/** A letter of the text, with what it is worth when it is found. */
interface Letter {
  readonly folded: string;
  readonly written: string;
  readonly start: number;
  readonly end: number;
  readonly worth: number;
}

function lettersOf(text: string): Letter[] {
  const letters: Letter[] = [];
  let before = "";
  let start = 0;
  for (const written of text) {
    const isLetter = /[\p{L}\p{N}]/u.test(written);
    const isUpper = written !== written.toLowerCase();
    const isStart = isLetter &&
      (!/[\p{L}\p{N}]/u.test(before) || (isUpper && before === before.toLowerCase()));
    // The mark before a name, as in #general, does not make its first letter a later one.
    const isFirst = letters.every(({ written }) => !/[\p{L}\p{N}]/u.test(written));
    const worth = isStart ? isFirst ? AT_TEXT_START : AT_WORD_START : 0;
    const end = start + written.length;
    letters.push({ folded: written.toLowerCase(), written, start, end, worth });
    before = written;
    start = end;
  }
  return letters;
}

/** The quick answer for most candidates. */
function isThere(wanted: readonly string[], letters: readonly Letter[]): boolean {
  let index = 0;
  for (const { folded } of letters) {
    if (folded === wanted[index]?.toLowerCase()) index++;
  }
  return index === wanted.length;
}

interface Path {
  readonly score: number;
  readonly indices: readonly number[];
  /** What the best letter of those that stand together at the end is worth. */
  readonly runWorth: number;
}

/** The best way to find all letters (dynamic programming over letters of the query and the text). */
function bestPath(wanted: readonly string[], letters: readonly Letter[]): Path | undefined {
  let paths: (Path | undefined)[] = [];
  for (const [step, letter] of wanted.entries()) {
    const folded = letter.toLowerCase();
    // The best way so far that ends somewhere before the letter that is looked at.
    let bestEarlier: Path | undefined;
    const next: (Path | undefined)[] = letters.map((candidate, index) => {
      const earlier = bestEarlier;
      const direct = paths[index - 1];
      const current = paths[index];
      if (current !== undefined && worthAt(current, index + 1) > worthAt(earlier, index + 1)) {
        bestEarlier = current;
      }
      if (candidate.folded !== folded) return undefined;
      const own = LETTER + candidate.worth + (candidate.written === letter ? SAME_CASE : 0);
      if (step === 0) return { score: own, indices: [index], runWorth: candidate.worth };
      const extra = Math.max(AFTER_THE_LAST, direct?.runWorth ?? 0);
      const joined = direct === undefined
        ? -Infinity
        : direct.score + Math.max(0, extra - candidate.worth);
      const apart = worthAt(earlier, index);
      if (joined === -Infinity && apart === -Infinity) return undefined;
      const isJoined = joined >= apart;
      return {
        score: own + Math.max(joined, apart),
        indices: [...((isJoined ? direct : earlier)?.indices ?? []), index],
        runWorth: Math.max(candidate.worth, isJoined ? direct?.runWorth ?? 0 : 0),
      };
    });
    paths = next;
  }
  return paths.reduce<Path | undefined>(
    (best, path) => path !== undefined && path.score > (best?.score ?? -Infinity) ? path : best,
    undefined,
  );
}

/** What a way is worth for a letter at `index` that does not follow it at once. */
function worthAt(path: Path | undefined, index: number): number {
  if (path === undefined) return -Infinity;
  const gap = index - (path.indices.at(-1) ?? 0) - 1;
  return path.score - Math.min(MAX_GAP, gap * GAP);
}

function rangesOf(indices: readonly number[], letters: readonly Letter[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const index of indices) {
    const letter = letters[index];
    if (letter === undefined) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === letter.start) last[1] = letter.end;
    else ranges.push([letter.start, letter.end]);
  }
  return ranges;
}
