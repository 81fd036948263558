/** Reads requests from a connection, one after the other, within bounds of size and of time. */
import { GrowingBytes } from "./growing_bytes.ts";
import { type Head, MAX_BODY_BYTES, MAX_HEAD_BYTES, parseHead } from "./http_head.ts";
import { HttpError } from "./http_error.ts";
import type { WebStream } from "./web_stream.ts";

/** How long things may take, in milliseconds. */
export interface RequestTimes {
  /** From the first byte of a head, or from the connection's beginning, to the head's last. */
  headMs: number;
  /** From the end of a head to that of its body. */
  bodyMs: number;
  /** Between an answer and the next request. */
  idleMs: number;
  /** Within a body that takes as long as it takes: how long nothing may come. */
  silenceMs: number;
}

/** What a browser needs over a bad line. */
export const REQUEST_TIMES: RequestTimes = {
  headMs: 10_000,
  bodyMs: 30_000,
  idleMs: 60_000,
  silenceMs: 30_000,
};

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

/** Nothing was asked for in time, which nobody needs to be told. */
class Idle extends Error {}

/** Reads the requests of one connection; nothing is read ahead of the calls but what came with it. */
export class RequestReader {
  readonly #stream: WebStream;
  readonly #times: RequestTimes;
  #hasAsked = false;

  constructor(stream: WebStream, times: RequestTimes) {
    this.#stream = stream;
    this.#times = times;
  }

  /**
   * The next head; undefined when there is none, because the client has ended or asks for nothing.
   *
   * @throws {HttpError} when it cannot be understood, is too large, or too slow.
   */
  async head(): Promise<Head | undefined> {
    const gathered = new GrowingBytes();
    const { headMs, idleMs } = this.#times;
    const isFirst = !this.#hasAsked;
    this.#hasAsked = true;
    let first: Uint8Array | null;
    try {
      first = await this.#within(isFirst ? headMs : idleMs, new Idle(), () => this.#stream.read());
    } catch (error) {
      if (error instanceof Idle) return undefined;
      throw error;
    }
    const tooSlow = new HttpError(408, "The head of the request took too long");
    return await this.#within(headMs, tooSlow, async () => {
      for (let chunk = first; chunk !== null; chunk = await this.#stream.read()) {
        const head = this.#take(gathered, chunk);
        if (head !== undefined) return head;
      }
      if (gathered.length === 0) return undefined;
      throw new HttpError(400, "The request ended within its head");
    });
  }

  /**
   * The body that comes after a head.
   *
   * @throws {HttpError} when it is too slow or does not come whole.
   */
  async body(bytes: number): Promise<Uint8Array> {
    const gathered = new GrowingBytes();
    const tooSlow = new HttpError(408, "The body of the request took too long");
    return await this.#within(this.#times.bodyMs, tooSlow, async () => {
      while (gathered.length < bytes) {
        const chunk = await this.#stream.read();
        if (chunk === null) throw new HttpError(400, "The request ended within its body");
        const missing = bytes - gathered.length;
        gathered.append(chunk.subarray(0, missing), MAX_BODY_BYTES);
        if (chunk.length > missing) this.#stream.putBack(chunk.slice(missing));
      }
      return gathered.bytes;
    });
  }

  /** Reads a part of a body into memory; rejects when nothing comes for too long. */
  async part(memory: Uint8Array): Promise<number> {
    const tooSlow = new HttpError(408, "Nothing of the body has come for too long");
    let count: number | null = null;
    try {
      count = await this.#within(
        this.#times.silenceMs,
        tooSlow,
        () => this.#stream.readInto(memory),
      );
    } catch (error) {
      // That a connection breaks is nothing unheard of here.
      if (error === tooSlow || this.#stream.hasGivenUp(error)) throw error;
    }
    if (count === null) throw new HttpError(400, "The request ended within its body");
    return count;
  }

  /** Puts a chunk to a head; returns the head when it is whole, and puts back what comes after it. */
  #take(gathered: GrowingBytes, chunk: Uint8Array): Head | undefined {
    const before = gathered.length;
    const part = chunk.subarray(0, MAX_HEAD_BYTES - before);
    // Most heads come in one piece, of which no copy is needed.
    if (before > 0) gathered.append(part, MAX_HEAD_BYTES);
    const bytes = before > 0 ? gathered.bytes : part;
    checkBytes(bytes, before);
    // Some clients end a body with an empty line that does not belong to it (RFC 9112, section 2.2).
    let start = 0;
    while (bytes[start] === CARRIAGE_RETURN && bytes[start + 1] === LINE_FEED) start += 2;
    const end = endOfHead(bytes, Math.max(start, before - 3));
    if (end !== undefined) {
      const rest = chunk.subarray(end + 4 - before);
      if (rest.length > 0) this.#stream.putBack(rest.slice());
      return parseHead(bytes.subarray(start, end));
    }
    if (bytes.length < MAX_HEAD_BYTES) {
      if (before === 0) gathered.append(part, MAX_HEAD_BYTES);
      return undefined;
    }
    if (bytes.includes(LINE_FEED)) {
      throw new HttpError(431, `The head of a request has at most ${MAX_HEAD_BYTES} bytes`);
    }
    throw new HttpError(414, "The first line of the request is too long");
  }

  async #within<T>(milliseconds: number, reason: Error, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#stream.giveUpReading(reason), milliseconds);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Refuses at once what can be no head, instead of waiting for its end. */
function checkBytes(bytes: Uint8Array, from: number): void {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const isText = byte >= 32 && byte !== 127 || byte === 9 || byte === CARRIAGE_RETURN;
    if (isText || byte === LINE_FEED && bytes[at - 1] === CARRIAGE_RETURN) continue;
    // A body may have come with its head.
    if (endOfHead(bytes.subarray(0, at), 0) === undefined) {
      throw new HttpError(400, "This is no request of HTTP/1.1");
    }
    return;
  }
}

/** Where the empty line begins that ends a head. */
function endOfHead(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(CARRIAGE_RETURN, from); at >= 0;) {
    const isEnd = bytes[at + 1] === LINE_FEED && bytes[at + 2] === CARRIAGE_RETURN &&
      bytes[at + 3] === LINE_FEED;
    if (isEnd) return at;
    at = bytes.indexOf(CARRIAGE_RETURN, at + 1);
  }
  return undefined;
}
