/** Counts the content of a TLS 1.3 stream from the lengths of its records, without any key. */

/** Content type that every encrypted record shows (RFC 8446, section 5.2). */
const APPLICATION_DATA = 23;

const HEADER_BYTES = 5;

/** What a record has besides its content: the authentication tag and the inner type. */
const OVERHEAD_BYTES = 17;

/** Takes a stream in pieces of any size. */
export class RecordCounter {
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerBytes = 0;
  #left = 0;

  /** Takes the next piece; returns how many bytes of content the records that began in it hold. */
  push(bytes: Uint8Array): number {
    let content = 0;
    let position = 0;
    while (position < bytes.length) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - position);
        this.#left -= step;
        position += step;
        continue;
      }
      this.#header[this.#headerBytes++] = bytes[position++] ?? 0;
      if (this.#headerBytes < HEADER_BYTES) continue;
      this.#headerBytes = 0;
      this.#left = (this.#header[3] ?? 0) * 256 + (this.#header[4] ?? 0);
      if (this.#header[0] === APPLICATION_DATA) content += this.#left - OVERHEAD_BYTES;
    }
    return content;
  }
}
