/**
 * Regular expressions in time that grows with the text and never faster (RE2 syntax), through the
 * library `re2js`. It takes some 10 ms to load: import this module only when there is a pattern.
 */
import { RE2JS, RE2JSException, RE2Set } from "re2js";
import { ChatError } from "../../../protocol/errors.ts";
import type { Range } from "./word_list.ts";

/** Most memory, in bytes, of the states that one set of patterns remembers. */
const MAX_STATE_BYTES = 2 * 1_024 * 1_024;

/**
 * Most places in which one pattern is looked for in one text; what follows the last of them counts as
 * found. Each look may go to the end of the text, so that without a bound the time could grow with
 * the square of its length.
 */
const MAX_PLACES = 32;

/** A pattern alone. */
export interface Pattern {
  /** How many instructions it has become: the measure of what it can cost. */
  readonly size: number;
  /** Where it is found, in order. */
  ranges(text: string): Range[];
}

/** Several patterns that are looked for at once. */
export interface PatternSet {
  /** The indexes of those that are found somewhere in the text. */
  match(text: string): readonly number[];
}

/** What makes patterns out of what people write. */
export interface PatternEngine {
  /** @throws {ChatError} `bad_pattern`, with the reason. */
  compile(source: string): Pattern;
  /** All sources must be ones that `compile()` has taken. */
  compileSet(sources: readonly string[]): PatternSet;
}

/** RE2, without case unless the pattern says otherwise with `(?-i)`. */
export const RE2_ENGINE: PatternEngine = {
  compile(source) {
    const compiled = compileOne(source);
    if (compiled.matcher("").find()) {
      throw new ChatError(
        "bad_pattern",
        "This pattern is found in every text, because it may be empty; have it need a character",
      );
    }
    return {
      size: compiled.programSize(),
      ranges(text) {
        const ranges: Range[] = [];
        const matcher = compiled.matcher(text);
        while (matcher.find()) {
          if (ranges.length === MAX_PLACES) {
            ranges.push({ start: matcher.start(), end: text.length });
            break;
          }
          if (matcher.end() > matcher.start()) {
            ranges.push({ start: matcher.start(), end: matcher.end() });
          }
        }
        return ranges;
      },
    };
  },

  compileSet(sources) {
    const set = new RE2Set(RE2Set.UNANCHORED, RE2JS.CASE_INSENSITIVE, MAX_STATE_BYTES);
    for (const source of sources) set.add(source);
    set.compile();
    return { match: (text) => set.match(text) };
  },
};

function compileOne(source: string): RE2JS {
  try {
    return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    // Without what the library says before every reason, and the flag that it puts before the pattern.
    const reason = cause.message.replace(/^error parsing regexp: /, "").replace("`(?i)", "`");
    throw new ChatError("bad_pattern", `This pattern cannot be understood: ${reason}`, { cause });
  }
}
