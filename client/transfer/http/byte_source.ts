/** What arrives over a stream, taken in lines and pieces, never more of it than was asked for. */
import { ConnectionLost, reasonOf } from "../../base/failure.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** What came is not what the protocol says: asking again would not help. */
export class BadAnswer extends Error {
  override readonly name = "BadAnswer";
}

/** Reads one stream; one read at a time. Holds no more than the piece that came last. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /**
   * A line of Latin-1 without its end (CRLF or LF), of at most `maxBytes`.
   *
   * @throws {BadAnswer} when it is longer; {ConnectionLost} when the stream ends before.
   */
  async line(maxBytes: number): Promise<string> {
    let line = "";
    for (;;) {
      const end = this.#rest.indexOf(LINE_FEED);
      const piece = this.#rest.subarray(0, end < 0 ? this.#rest.length : end);
      if (line.length + piece.length > maxBytes + 1) {
        throw new BadAnswer(`the server sent a line of more than ${maxBytes} bytes`);
      }
      line += latin1(piece);
      this.#rest = this.#rest.subarray(piece.length + (end < 0 ? 0 : 1));
      if (end >= 0) {
        return line.charCodeAt(line.length - 1) === CARRIAGE_RETURN ? line.slice(0, -1) : line;
      }
      if (!await this.#more()) throw new ConnectionLost("the server closed the connection");
    }
  }

  /**
   * Between 1 and `maxBytes` bytes, as many as are there; `undefined` at the end of the stream. They
   * may be used until the next read.
   */
  async piece(maxBytes: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) if (!await this.#more()) return undefined;
    const piece = this.#rest.subarray(0, maxBytes);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async #more(): Promise<boolean> {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await this.#chunks.next();
    } catch (cause) {
      throw new ConnectionLost(reasonOf(cause), { cause });
    }
    if (next.done) return false;
    this.#rest = next.value;
    return true;
  }
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
