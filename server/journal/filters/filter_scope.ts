/** The filters of one scope, the whole server or one room, ready to look at texts. */
import type { Pattern, PatternEngine, PatternSet } from "./pattern_engine.ts";
import { type FilterDoes, type FoundWord, type Range, WordList } from "./word_list.ts";

/** How a filter finds what it is for: whole words, or a regular expression. */
export type FilterKind = "word" | "pattern";

/** A filter as it is stored. */
export interface StoredFilter {
  id: number;
  kind: FilterKind;
  pattern: string;
  does: FilterDoes;
}

/** What the filters of a scope say to a text. */
export interface Findings {
  refused: boolean;
  /** What is to be masked, in no order. */
  masks: Range[];
  /** The first filter that wants moderators to see it. */
  flaggedBy: number | undefined;
}

/** What looking at a text came to; `steps` depend on nothing but the filters and the text. */
export interface Look {
  /** Undefined when there is nothing. */
  findings: Findings | undefined;
  /** At the worst a step takes some 20 ns. */
  steps: number;
}

interface CompiledPattern {
  filter: StoredFilter;
  compiled: Pattern;
}

/** Compiled filters; looking changes nothing. */
export class FilterScope {
  readonly #words: WordList;
  readonly #patterns: readonly CompiledPattern[];
  readonly #patternSize: number;
  readonly #set: PatternSet | undefined;

  /** `engine` is needed when there are patterns among the filters. */
  constructor(filters: readonly StoredFilter[], engine: PatternEngine | undefined) {
    this.#words = new WordList(
      filters.filter(({ kind }) => kind === "word")
        .map(({ id, does, pattern }) => ({ id, does, word: pattern })),
    );
    const patterns = filters.filter(({ kind }) => kind === "pattern");
    if (patterns.length > 0 && engine === undefined) {
      throw new Error("There are filters with patterns, but the engine for them is not loaded");
    }
    this.#patterns = engine === undefined
      ? []
      : patterns.map((filter) => ({ filter, compiled: engine.compile(filter.pattern) }));
    this.#patternSize = this.#patterns.reduce((size, { compiled }) => size + compiled.size, 0);
    // One walk through the text for all of them; only what is found is looked for again alone.
    this.#set = patterns.length === 0
      ? undefined
      : engine?.compileSet(patterns.map(({ pattern }) => pattern));
  }

  /** How many instructions all patterns have together. */
  get patternSize(): number {
    return this.#patternSize;
  }

  /** Looks for everything in a text. */
  look(text: string): Look {
    const { found: words, steps } = this.#words.look(text);
    return {
      findings: this.#findings(text, words),
      steps: steps + text.length * this.#patternSize,
    };
  }

  #findings(text: string, words: readonly FoundWord[]): Findings | undefined {
    const patterns = (this.#set?.match(text) ?? [])
      .map((index) => this.#patterns[index])
      .filter((pattern) => pattern !== undefined);
    if (words.length === 0 && patterns.length === 0) return undefined;
    const found = [...words, ...patterns.map(({ filter }) => filter)];
    const refused = found.some(({ does }) => does === "refuse");
    return {
      refused,
      masks: refused ? [] : [
        ...words.filter(({ does }) => does === "mask"),
        ...patterns.filter(({ filter }) => filter.does === "mask")
          .flatMap(({ compiled }) => compiled.ranges(text)),
      ],
      flaggedBy: found.find(({ does }) => does === "flag")?.id,
    };
  }
}

/** The text with `*` for each character of the ranges; white space stays, so that lines stay lines. */
export function maskText(text: string, ranges: readonly Range[]): string {
  const ordered = [...ranges].sort((first, second) => first.start - second.start);
  let masked = "";
  let done = 0;
  for (const { start, end } of ordered) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    masked += text.slice(done, from) +
      text.slice(from, end).replace(/\P{White_Space}/gu, "*");
    done = end;
  }
  return masked + text.slice(done);
}
