/** Keeps an answer within the line that it must fit into. */
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";

/** Bytes kept free for what an answer has around its list. */
const ANSWER_OVERHEAD_BYTES = 1_024;

/** Counts what fits into an answer. */
export class ByteBudget {
  #left = MAX_LINE_BYTES - ANSWER_OVERHEAD_BYTES;

  /** Takes the bytes of one thing, as JSON; false when they are not there. */
  takes(thing: unknown): boolean {
    this.#left -= utf8Length(JSON.stringify(thing)) + 1;
    return this.#left >= 0;
  }

  /** As many of the things as fit, from the first on. */
  fitting<T>(things: readonly T[]): T[] {
    const end = things.findIndex((thing) => !this.takes(thing));
    return end < 0 ? [...things] : things.slice(0, end);
  }
}

/** How many bytes a text has in UTF-8; counted, because encoding it to know takes several times as long. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Two surrogates are four bytes, and have been counted as two.
    const isShort = unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff);
    bytes += isShort ? 1 : 2;
  }
  return bytes;
}
