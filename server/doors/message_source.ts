/** Where a conversation gets its messages from: lines of a stream, or what another framing makes. */
import { LineSplitter, TOO_LONG } from "../../protocol/framing.ts";
import type { Transport } from "../net/transport.ts";

/** Brings the messages of one client in their order; nothing is read ahead of the calls. */
export interface MessageSource {
  /**
   * Waits for the client; how many bytes have come, or `null` at the end of what it sends. Call
   * `next()` until there is no message any more, also after the end, before calling it again.
   */
  read(): Promise<number | null>;
  /** The next message of what was read, valid until the next call; undefined when there is none. */
  next(): Uint8Array | typeof TOO_LONG | undefined;
  /** How many bytes of a message have gone by that is too long; 0 when none is. */
  readonly skippedBytes: number;
}

/** The lines of a stream of bytes, of the length that {@linkcode LineSplitter} allows. */
export class LineSource implements MessageSource {
  readonly #transport: Pick<Transport, "read">;
  readonly #splitter: LineSplitter;
  #hasEnded = false;

  constructor(transport: Pick<Transport, "read">, maxLineBytes?: number) {
    this.#transport = transport;
    this.#splitter = new LineSplitter(maxLineBytes);
  }

  async read(): Promise<number | null> {
    const chunk = await this.#transport.read();
    if (chunk === null) {
      this.#hasEnded = true;
      return null;
    }
    this.#splitter.push(chunk);
    return chunk.length;
  }

  next(): Uint8Array | typeof TOO_LONG | undefined {
    return this.#splitter.next() ?? (this.#hasEnded ? this.#splitter.end() : undefined);
  }

  get skippedBytes(): number {
    return this.#splitter.skippedBytes;
  }

  /** A copy of what came after the last message; for whoever goes on without messages. */
  rest(): Uint8Array {
    return this.#splitter.rest().slice();
  }
}
