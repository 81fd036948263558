/** Lines in the messages of a WebSocket, for doors that know streams of lines (IRCv3 WebSocket). */
import { joinBytes } from "../../../protocol/join_bytes.ts";
import type { Transport } from "../../net/transport.ts";
import {
  binaryFrame,
  CloseCode,
  closeFrame,
  FrameError,
  FrameReader,
  pongFrame,
  textFrame,
} from "./frames.ts";
import type { LastWord, WebStream } from "./web_stream.ts";

/** What clients call it when each message is a line, the first for texts and the second for bytes. */
export const LINE_PROTOCOLS = ["text.ircv3.net", "binary.ircv3.net"] as const;

/** One of these. */
export type LineProtocol = typeof LINE_PROTOCOLS[number];

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const LINE_END = Uint8Array.of(CARRIAGE_RETURN, LINE_FEED);
const NOTHING = new Uint8Array(0);

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads each message as a line with its end, and writes each line as a message without it. Pings are
 * answered and come as empty lines, so that they are paced as those are.
 */
export class FramedLines implements Transport, LastWord {
  readonly #stream: WebStream;
  readonly #reader = new FrameReader({ takesBinary: true });
  readonly #frame: (line: Uint8Array) => Uint8Array;
  #hasEnded = false;
  #closeCode: number = CloseCode.normal;
  /** The beginning of a line whose end was not written yet. */
  #begun: Uint8Array = NOTHING;
  /** What is being written: one frame has to be out before the next one begins. */
  #writing: Promise<void> = Promise.resolve();
  /** The newest ping that has no answer; an older one needs none (RFC 6455, section 5.5.3). */
  #ping: Uint8Array | undefined;

  constructor(stream: WebStream, protocol: LineProtocol) {
    this.#stream = stream;
    this.#frame = protocol === "text.ircv3.net" ? textFrame : binaryFrame;
    stream.sayLast(this);
  }

  get address(): string {
    return this.#stream.address;
  }

  get port(): number {
    return this.#stream.port;
  }

  async read(): Promise<Uint8Array | null> {
    for (;;) {
      const line = this.#next();
      if (line !== undefined) return line;
      const chunk = this.#hasEnded ? null : await this.#stream.read();
      if (chunk === null) return null;
      this.#reader.push(chunk);
    }
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#send(this.#framed(bytes));
    return bytes.length;
  }

  close(): void {
    this.#stream.close();
  }

  lastWord(): Uint8Array {
    return closeFrame(this.#closeCode);
  }

  #next(): Uint8Array | undefined {
    if (this.#hasEnded) return undefined;
    try {
      const received = this.#reader.next();
      switch (received?.kind) {
        case undefined:
          return undefined;
        case "text":
          checkUtf8(received.payload);
          return joinBytes([received.payload, LINE_END]);
        case "binary":
          return joinBytes([received.payload, LINE_END]);
        case "ping":
          this.#answer(received.payload.slice());
          return LINE_END;
        case "close":
          this.#hasEnded = true;
          return undefined;
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#closeCode = error.closeCode;
      this.#hasEnded = true;
      return undefined;
    }
  }

  #answer(ping: Uint8Array): void {
    const isWaiting = this.#ping !== undefined;
    this.#ping = ping;
    if (isWaiting) return;
    const answered = this.#writing.then(async () => {
      const pong = pongFrame(this.#ping ?? NOTHING);
      this.#ping = undefined;
      await this.#stream.writeAll(pong);
    });
    this.#writing = answered.catch(() => {}); // The next write says so.
  }

  #framed(bytes: Uint8Array): Uint8Array {
    const frames: Uint8Array[] = [];
    let start = 0;
    for (let end; (end = bytes.indexOf(LINE_FEED, start)) >= 0; start = end + 1) {
      const part = bytes.subarray(start, end);
      const line = this.#begun.length > 0 ? joinBytes([this.#begun, part]) : part;
      this.#begun = NOTHING;
      frames.push(this.#frame(line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line));
    }
    if (start < bytes.length) this.#begun = joinBytes([this.#begun, bytes.subarray(start)]);
    return joinBytes(frames);
  }

  #send(frames: Uint8Array): Promise<void> {
    const sent = this.#writing.then(() => this.#stream.writeAll(frames));
    this.#writing = sent.catch(() => {});
    return sent;
  }
}

function checkUtf8(payload: Uint8Array): void {
  try {
    utf8.decode(payload);
  } catch {
    throw new FrameError(CloseCode.badText, "a text that is not UTF-8");
  }
}
