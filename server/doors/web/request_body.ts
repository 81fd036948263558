/** The body of one request: read whole, or piece by piece, or not at all. */
import type { Head } from "./http_head.ts";
import { HttpError } from "./http_error.ts";
import type { RequestReader } from "./request_reader.ts";
import type { WebStream } from "./web_stream.ts";

/** Reads what comes after a head. */
export class RequestBody {
  readonly #head: Head;
  readonly #reader: RequestReader;
  readonly #stream: WebStream;
  #left: number;
  #hasBegun = false;
  #givenUp: Error | undefined;

  constructor(head: Head, reader: RequestReader, stream: WebStream) {
    this.#head = head;
    this.#reader = reader;
    this.#stream = stream;
    this.#left = head.bodyBytes;
  }

  /** How many bytes it has. */
  get bytes(): number {
    return this.#head.bodyBytes;
  }

  /** Whether nothing of it is left, so that the next request can follow. */
  get wasRead(): boolean {
    return this.#left === 0;
  }

  /**
   * All of it.
   *
   * @throws {HttpError} when it is too slow or does not come whole.
   */
  async whole(): Promise<Uint8Array> {
    await this.#begin();
    const bytes = await this.#reader.body(this.#left);
    this.#left = 0;
    return bytes;
  }

  /**
   * The next piece, into memory: how many bytes, 0 at the end.
   *
   * @throws {HttpError} when nothing comes for too long, or what was given up with.
   */
  async readInto(memory: Uint8Array): Promise<number> {
    if (this.#givenUp !== undefined) throw this.#givenUp;
    if (this.#left === 0) return 0;
    await this.#begin();
    if (this.#givenUp !== undefined) throw this.#givenUp;
    const count = await this.#reader.part(memory.subarray(0, this.#left));
    this.#left -= count;
    return count;
  }

  /** Has a piece that is waited for, or the next one, reject with `reason`. */
  giveUp(reason: Error): void {
    this.#givenUp = reason;
    this.#stream.giveUpReading(reason);
  }

  /** Some clients ask before they send a body (RFC 9110, section 10.1.1). */
  async #begin(): Promise<void> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const expected = this.#head.fields.get("expect")?.toLowerCase();
    if (expected === undefined) return;
    if (expected !== "100-continue") throw new HttpError(417, "Nobody here knows what to expect");
    await this.#stream.writeAll(new TextEncoder().encode("HTTP/1.1 100 Continue\r\n\r\n"));
  }
}
