/** The lines in the WebSocket messages of a client, as a conversation takes them. */
import type { Transport } from "../../net/transport.ts";
import type { MessageSource } from "../message_source.ts";
import { FrameError, FrameReader } from "./frames.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const NOTHING = new Uint8Array(0);

/** Who is told of what is no line. */
export interface FrameHandlers {
  /** The client has said that it goes, and perhaps why. */
  onClose(code: number | undefined): void;
  /** The client has broken the protocol; nothing more is read. */
  onBroken(error: FrameError): void;
}

/** Brings the lines; one message has one of them, or several with line ends between. */
export class FrameSource implements MessageSource {
  readonly #transport: Pick<Transport, "read">;
  readonly #handlers: FrameHandlers;
  readonly #reader = new FrameReader();
  /** What is left of the message that is being taken apart; undefined when none is. */
  #text: Uint8Array | undefined;
  #ping: Uint8Array | undefined;
  #hasEnded = false;

  constructor(transport: Pick<Transport, "read">, handlers: FrameHandlers) {
    this.#transport = transport;
    this.#handlers = handlers;
  }

  /** Nothing is skipped: whoever sends a message that is too long is sent away. */
  get skippedBytes(): number {
    return 0;
  }

  /** What the message that `next()` has just brought asks to be sent back, when it is a ping. */
  takePing(): Uint8Array | undefined {
    const ping = this.#ping;
    this.#ping = undefined;
    return ping;
  }

  async read(): Promise<number | null> {
    if (this.#hasEnded) return null;
    const chunk = await this.#transport.read();
    if (chunk === null) {
      this.#hasEnded = true;
      return null;
    }
    this.#reader.push(chunk);
    return chunk.length;
  }

  next(): Uint8Array | undefined {
    if (this.#text !== undefined) return this.#nextLine(this.#text);
    if (this.#hasEnded) return undefined;
    try {
      return this.#nextMessage();
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#hasEnded = true;
      this.#handlers.onBroken(error);
      return undefined;
    }
  }

  #nextMessage(): Uint8Array | undefined {
    const received = this.#reader.next();
    switch (received?.kind) {
      case undefined:
        return undefined;
      case "text":
      case "binary":
        return this.#nextLine(received.payload);
      case "ping":
        this.#ping = received.payload.slice();
        return NOTHING;
      case "close":
        this.#hasEnded = true;
        this.#handlers.onClose(received.code);
        return undefined;
    }
  }

  #nextLine(text: Uint8Array): Uint8Array {
    const end = text.indexOf(LINE_FEED);
    const rest = end < 0 ? NOTHING : text.subarray(end + 1);
    this.#text = rest.length > 0 ? rest : undefined;
    const line = end < 0 ? text : text.subarray(0, end);
    return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
  }
}
