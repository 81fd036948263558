/** Bytes that come in pieces, up to a bound. */

const NOTHING = new Uint8Array(0);

/** Holds no memory while it is empty, and never more than twice what is in it. */
export class GrowingBytes {
  #buffer: Uint8Array = NOTHING;
  #length = 0;

  /** How many bytes are in it. */
  get length(): number {
    return this.#length;
  }

  /** What is in it, valid until more is put to it. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /**
   * Puts a copy of `part` to it.
   *
   * @throws {RangeError} when there would be more than `maxBytes`.
   */
  append(part: Uint8Array, maxBytes: number): void {
    const needed = this.#length + part.length;
    if (needed > maxBytes) throw new RangeError(`More than ${maxBytes} bytes`);
    if (this.#buffer.length < needed) {
      const grown = new Uint8Array(Math.min(maxBytes, needed * 2));
      grown.set(this.bytes);
      this.#buffer = grown;
    }
    this.#buffer.set(part, this.#length);
    this.#length = needed;
  }

  /** Empties it; what it has returned stays as it is. */
  clear(): void {
    this.#buffer = NOTHING;
    this.#length = 0;
  }
}
