/** Keeps an answer within the line that it must fit into. */
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";

/** Bytes kept free for what an answer has around its list. */
const ANSWER_OVERHEAD_BYTES = 1_024;

/** Counts what fits into an answer. */
export class ByteBudget {
  readonly #encoder = new TextEncoder();
  #left = MAX_LINE_BYTES - ANSWER_OVERHEAD_BYTES;

  /** Takes the bytes of one thing, as JSON; false when they are not there. */
  takes(thing: unknown): boolean {
    this.#left -= this.#encoder.encode(JSON.stringify(thing)).length + 1;
    return this.#left >= 0;
  }

  /** As many of the things as fit, from the first on. */
  fitting<T>(things: readonly T[]): T[] {
    const end = things.findIndex((thing) => !this.takes(thing));
    return end < 0 ? [...things] : things.slice(0, end);
  }
}
