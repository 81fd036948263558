/** Cuts a stream of bytes into lines of bounded length. */
import { MAX_LINE_BYTES } from "./limits.ts";

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const NOTHING = new Uint8Array(0);

/** Stands for a line that was longer than allowed and was skipped. */
export const TOO_LONG: unique symbol = Symbol("line too long");

/**
 * Splits what arrives in chunks at `\n`; a `\r` before it is taken off. Give it a chunk with
 * `push()`, then call `next()` until it returns `undefined`, then give it the next one.
 *
 * It never holds more than `maxLineBytes` of an unfinished line: a longer one is reported once as
 * {@linkcode TOO_LONG} and skipped up to its end.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #chunk: Uint8Array = NOTHING;
  #position = 0;
  #held: Uint8Array = NOTHING;
  #heldBytes = 0;
  #skippedBytes = 0;
  #skipping = false;

  constructor(maxLineBytes: number = MAX_LINE_BYTES) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** How many bytes of the line that is being skipped have gone by; 0 when none is. */
  get skippedBytes(): number {
    return this.#skipping ? this.#skippedBytes : 0;
  }

  /** Takes the next bytes of the stream, which must stay unchanged until `next()` is through. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#position = 0;
  }

  /** The next line without its end, valid until the next call; `undefined` when more is needed. */
  next(): Uint8Array | typeof TOO_LONG | undefined {
    while (this.#position < this.#chunk.length) {
      const start = this.#position;
      const newline = this.#chunk.indexOf(NEWLINE, start);
      const end = newline < 0 ? this.#chunk.length : newline;
      this.#position = newline < 0 ? end : newline + 1;
      const part = this.#chunk.subarray(start, end);
      if (this.#skipping) {
        this.#skippedBytes += part.length;
        if (newline >= 0) this.#skipping = false;
      } else if (newline >= 0 && this.#heldBytes === 0) {
        return this.#line(part);
      } else if (!this.#hold(part)) {
        this.#skipping = newline < 0;
        this.#skippedBytes = this.#heldBytes + part.length;
        this.#release();
        return TOO_LONG;
      } else if (newline >= 0) {
        return this.#line(this.#release());
      }
    }
    return undefined;
  }

  /** Takes what was pushed and comes after the last line; for whoever goes on without lines. */
  rest(): Uint8Array {
    const rest = this.#chunk.subarray(this.#position);
    this.#chunk = NOTHING;
    this.#position = 0;
    return rest;
  }

  /** Says that the stream has ended: a last line without a line end is a line all the same. */
  end(): Uint8Array | typeof TOO_LONG | undefined {
    return this.#heldBytes > 0 ? this.#line(this.#release()) : undefined;
  }

  /** Keeps a copy of `part`; false when the line has become too long with it. */
  #hold(part: Uint8Array): boolean {
    // One byte more than the limit is kept, because it may be the `\r` of the line end.
    const needed = this.#heldBytes + part.length;
    if (needed > this.#maxLineBytes + 1) return false;
    if (this.#held.length < needed) {
      const grown = new Uint8Array(Math.min(this.#maxLineBytes + 1, needed * 2));
      grown.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = grown;
    }
    this.#held.set(part, this.#heldBytes);
    this.#heldBytes = needed;
    return true;
  }

  #release(): Uint8Array {
    const line = this.#held.subarray(0, this.#heldBytes);
    this.#held = NOTHING;
    this.#heldBytes = 0;
    return line;
  }

  #line(bytes: Uint8Array): Uint8Array | typeof TOO_LONG {
    const line = bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
    return line.length > this.#maxLineBytes ? TOO_LONG : line;
  }
}
