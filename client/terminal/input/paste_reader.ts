/** Reads a paste (bracketed paste: xterm, DEC 2004) up to the mark that ends it. */

/** Longest paste that is taken, in UTF-16 units; what goes beyond is dropped. */
export const MAX_PASTE_LENGTH = 100_000;
/** No character takes more bytes of UTF-8 for each of its UTF-16 units. */
const MAX_PASTE_BYTES = 3 * MAX_PASTE_LENGTH;

/** What a terminal sends behind a paste: `ESC [ 201 ~`. */
export const PASTE_END = "\x1b[201~";
const END: readonly number[] = [...PASTE_END].map((character) => character.charCodeAt(0));
const ESCAPE = 0x1b;

/** One paste; it is over when its mark has come, or when whoever reads it has waited enough. */
export class PasteReader {
  #bytes: number[] = [];
  /** How much of the mark stands at the end of what has come. */
  #matched = 0;

  /** Takes one byte; returns whether that was the last one of the mark. */
  push(byte: number): boolean {
    if (byte === END[this.#matched]) {
      this.#matched++;
      return this.#matched === END.length;
    }
    this.#keepMatched();
    // The mark begins with ESC and has no other one in it.
    if (byte === ESCAPE) this.#matched = 1;
    else this.#keep(byte);
    return false;
  }

  /** Throws away what has come so far. */
  clear(): void {
    this.#bytes = [];
    this.#matched = 0;
  }

  /** What has come. */
  text(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(this.#bytes))
      .slice(0, MAX_PASTE_LENGTH);
  }

  #keepMatched(): void {
    for (const byte of END.slice(0, this.#matched)) this.#keep(byte);
    this.#matched = 0;
  }

  #keep(byte: number): void {
    if (this.#bytes.length < MAX_PASTE_BYTES) this.#bytes.push(byte);
  }
}
