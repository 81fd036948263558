/** The language of `search`: words, "phrases", prefixes*, from:, in:, before:, after:. */
import { ChatError } from "../../../protocol/errors.ts";
import { parseIsoTime } from "../../base/iso_time.ts";

/** Longest query, in characters. */
const MAX_QUERY_CHARACTERS = 500;

/** Most words, phrases and filters in a query. */
const MAX_TERMS = 20;

/**
 * Most words altogether, those within phrases included, and most times that one of them may occur: the
 * index walks through all messages with a word once for each time, whether they hold the phrase or not.
 */
const MAX_WORDS = 30;
const MAX_REPEATS = 4;

/** The filters; each may be given once. */
const FILTERS = ["from", "in", "before", "after"] as const;
type Filter = (typeof FILTERS)[number];

/**
 * One term at a time: a phrase, or what stands up to the next space or quotation mark. Control
 * characters count as spaces.
 */
const TERM = /"([^"]*)"(\**)|(")|([^\s\p{Cc}"]+)/gu;

/** What the index takes for words (see `journal/separators.ts`); everything else separates them. */
const WORDS = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

/** Scripts in which one character may well be a word. */
const DENSE_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Words that must occur, one after the other; with `prefix`, the last one only begins so. */
export interface SearchPhrase {
  words: string;
  prefix: boolean;
}

/** What a search asks for; everything in it must hold. */
export interface SearchTerms {
  phrases: SearchPhrase[];
  /** Name of the author. */
  from: string | undefined;
  /** A room, or with `@` the other account of a private conversation. */
  in: string | undefined;
  /** Only what was said before this time. */
  upToMs: number | undefined;
  /** Only what was said at this time or later. */
  afterMs: number | undefined;
}

/**
 * Understands a search. Punctuation only separates words, and what has no words in it (an emoji) is
 * left out. `before:` and `after:` take a day in UTC or a time: `after:` starts with it, `before:`
 * ends where it begins. Filters alone are a search as well.
 *
 * @throws {ChatError} `bad_search`, with what is wrong and how it would be right.
 */
export function parseSearch(query: string): SearchTerms {
  if ([...query].length > MAX_QUERY_CHARACTERS) {
    throw refusal(`A search has at most ${MAX_QUERY_CHARACTERS} characters; use fewer words`);
  }
  const phrases: SearchPhrase[] = [];
  const filters = new Map<Filter, string>();
  let terms = 0;
  for (const [, quoted, stars, openQuote, word = ""] of query.matchAll(TERM)) {
    terms += 1;
    if (terms > MAX_TERMS) {
      throw refusal(`A search has at most ${MAX_TERMS} words and filters; leave some out`);
    }
    if (openQuote !== undefined) {
      throw refusal('A quotation mark is missing; write phrases as in "see you tomorrow"');
    }
    const filter = quoted === undefined ? filterOf(word) : undefined;
    if (filter === undefined) addPhrase(phrases, quoted ?? word, (stars ?? "") !== "");
    else addFilter(filters, filter);
  }
  checkWords(phrases);
  if (phrases.length === 0 && filters.size === 0) {
    throw refusal("There is nothing to search for; a search needs at least one word");
  }
  return {
    phrases,
    from: nameOf(filters.get("from")),
    in: filters.get("in"),
    upToMs: timeOf("before", filters),
    afterMs: timeOf("after", filters),
  };
}

function addPhrase(phrases: SearchPhrase[], text: string, starred: boolean): void {
  const prefix = starred || text.endsWith("*");
  const words: readonly string[] = text.match(WORDS) ?? [];
  const last = words.at(-1);
  if (last === undefined) {
    if (prefix) throw refusal("A * stands at the end of the beginning of a word, as in meet*");
    return;
  }
  // Half of all messages have a word with a given first letter: that finds nothing for anybody.
  if (prefix && [...last].length === 1 && !DENSE_SCRIPT.test(last)) {
    throw refusal(`There must be at least two letters before the *, as in ${last}b*`);
  }
  const phrase = { words: words.join(" "), prefix };
  const isKnown = phrases.some((known) => known.words === phrase.words && known.prefix === prefix);
  if (!isKnown) phrases.push(phrase);
}

/** Bounds what the index has to do. */
function checkWords(phrases: readonly SearchPhrase[]): void {
  const times = new Map<string, number>();
  let count = 0;
  for (const word of phrases.flatMap(({ words }) => words.split(" "))) {
    count += 1;
    if (count > MAX_WORDS) {
      throw refusal(
        `A search has at most ${MAX_WORDS} words, those in quotation marks included; leave some out`,
      );
    }
    const folded = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const repeats = (times.get(folded) ?? 0) + 1;
    times.set(folded, repeats);
    if (repeats > MAX_REPEATS) {
      throw refusal(`A search has each word at most ${MAX_REPEATS} times; write some of them once`);
    }
  }
}

function filterOf(word: string): { filter: Filter; value: string } | undefined {
  const colon = word.indexOf(":");
  const name = word.slice(0, Math.max(colon, 0)).toLowerCase();
  const filter = FILTERS.find((known) => known === name);
  return filter === undefined ? undefined : { filter, value: word.slice(colon + 1) };
}

function addFilter(
  filters: Map<Filter, string>,
  { filter, value }: { filter: Filter; value: string },
): void {
  const example = { from: "alice", in: "#general", before: "2026-11-20", after: "2026-11-20" };
  if (value === "") {
    throw refusal(
      `Something must follow ${filter}: without a space, as in ${`${filter}:${example[filter]}`}`,
    );
  }
  if (filters.has(filter)) throw refusal(`A search can have ${filter}: only once`);
  filters.set(filter, value);
}

function nameOf(value: string | undefined): string | undefined {
  return value?.startsWith("@") ? value.slice(1) : value;
}

function timeOf(filter: "before" | "after", filters: Map<Filter, string>): number | undefined {
  const value = filters.get(filter);
  if (value === undefined) return undefined;
  const timeMs = parseIsoTime(value);
  if (timeMs === undefined) {
    throw refusal(`After ${filter}: comes a day like 2026-11-20 or a time like 2026-11-20T17:00Z`);
  }
  return timeMs;
}

function refusal(message: string): ChatError {
  return new ChatError("bad_search", message);
}
