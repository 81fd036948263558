/** Reads an answer of HTTP/1.1 out of the bytes that come, and no more of it than is wanted. */
import { joinBytes } from "../../../protocol/join_bytes.ts";

/** Most bytes of a head. */
const MAX_HEAD_BYTES = 16_384;
/** Most interim answers that are passed over. */
const MAX_INTERIM = 8;

/** How often chunks are looked at before the connection ends. */
const MAX_LOOKS = 16;

/** What was answered. */
export interface ReadAnswer {
  status: number;
  /** After how many seconds the other side wants to be asked again, if it says so. */
  retryAfterS: number | undefined;
  /** What is in it; undefined when that is more than was wanted, or did not come whole. */
  body: Uint8Array | undefined;
}

interface ReadHead {
  status: number;
  retryAfterS: number | undefined;
  isChunked: boolean;
  /** Undefined when it goes on to the end of the connection. */
  bodyBytes: number | undefined;
}

/** For one answer. What was read is bounded by the head and `maxBodyBytes`. */
export class AnswerReader {
  readonly #maxBodyBytes: number;
  /** With the frames of chunks there is a little more of a body. */
  readonly #maxRawBytes: number;
  #head: ReadHead | undefined;
  /** What was read is in its first `#length` bytes. */
  #memory = new Uint8Array(1_024);
  #length = 0;
  #looks = 0;
  #searched = 0;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
    this.#maxRawBytes = maxBodyBytes * 2 + 1_024;
  }

  /**
   * Takes what has come; returns the answer once it is whole, or more than is wanted.
   *
   * @throws {Error} when it is no answer of HTTP.
   */
  take(bytes: Uint8Array): ReadAnswer | undefined {
    this.#append(bytes);
    this.#head ??= this.#takeFinalHead();
    const head = this.#head;
    if (head === undefined) return undefined;
    const { bodyBytes, isChunked } = head;
    if (this.#maxBodyBytes === 0 || head.status === 204 || head.status === 304) {
      return answerOf(head, undefined);
    }
    if (!isChunked && (bodyBytes ?? 0) > this.#maxBodyBytes) return answerOf(head, undefined);
    if (isChunked) {
      if (this.#mayBeWhole()) {
        const read = readChunks(this.#bytes);
        if (read === "broken") return answerOf(head, undefined);
        if (read !== "unfinished") return answerOf(head, this.#within(read));
      }
    } else if (bodyBytes !== undefined && this.#bytes.length >= bodyBytes) {
      return answerOf(head, this.#bytes.slice(0, bodyBytes));
    }
    return this.#bytes.length > this.#maxRawBytes ? answerOf(head, undefined) : undefined;
  }

  /** The answer when nothing more comes; undefined when there was none. */
  end(): ReadAnswer | undefined {
    const head = this.#head;
    if (head === undefined) return undefined;
    if (!head.isChunked) {
      return answerOf(head, head.bodyBytes === undefined ? this.#within(this.#bytes) : undefined);
    }
    const read = readChunks(this.#bytes);
    return answerOf(head, typeof read === "string" ? undefined : this.#within(read));
  }

  get #bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#length);
  }

  /** Chunks are only looked at so often: what comes in drops is looked at when the connection ends. */
  #mayBeWhole(): boolean {
    const isEnd = this.#bytes.subarray(-4).every((byte, at) => byte === (at % 2 === 0 ? 13 : 10));
    if (!isEnd || this.#looks >= MAX_LOOKS) return false;
    this.#looks += 1;
    return true;
  }

  #within(body: Uint8Array): Uint8Array | undefined {
    return body.length > this.#maxBodyBytes ? undefined : body;
  }

  /** Interim answers say nothing of what comes of the request (RFC 9110, section 15.2). */
  #takeFinalHead(): ReadHead | undefined {
    for (let interim = 0; interim <= MAX_INTERIM; interim++) {
      const head = this.#takeHead();
      if (head === undefined || head.status >= 200) return head;
      this.#searched = 0;
    }
    throw new Error("the other side answers too much");
  }

  #takeHead(): ReadHead | undefined {
    const end = endOfHead(this.#bytes, this.#searched);
    this.#searched = Math.max(0, this.#length - 3);
    if (end === undefined) {
      if (this.#length > MAX_HEAD_BYTES) throw new Error("the other side answers too much");
      return undefined;
    }
    const text = new TextDecoder("latin1").decode(this.#bytes.subarray(0, end));
    this.#memory.copyWithin(0, end + 4, this.#length);
    this.#length -= end + 4;
    return readHead(text);
  }

  #append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#memory.length) {
      const larger = new Uint8Array(Math.max(length, this.#memory.length * 2));
      larger.set(this.#bytes);
      this.#memory = larger;
    }
    this.#memory.set(bytes, this.#length);
    this.#length = length;
  }
}

/** Where the empty line begins that ends a head. */
function endOfHead(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(13, from); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at;
  }
  return undefined;
}

function answerOf({ status, retryAfterS }: ReadHead, body: Uint8Array | undefined): ReadAnswer {
  return { status, retryAfterS, body };
}

function readHead(head: string): ReadHead {
  const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(head)?.[1];
  if (status === undefined) throw new Error("the other side does not speak HTTP");
  const seconds = /^retry-after:[ \t]*(\d{1,6})[ \t]*$/im.exec(head)?.[1];
  const length = /^content-length:[ \t]*(\d{1,15})[ \t]*$/im.exec(head)?.[1];
  return {
    status: Number(status),
    retryAfterS: seconds === undefined ? undefined : Number(seconds),
    isChunked: /^transfer-encoding:[ \t]*chunked[ \t]*$/im.test(head),
    bodyBytes: length === undefined ? undefined : Number(length),
  };
}

/** What is in chunks (RFC 9112, section 7.1). */
function readChunks(bytes: Uint8Array): Uint8Array | "unfinished" | "broken" {
  const text = new TextDecoder("latin1").decode(bytes);
  const parts: Uint8Array[] = [];
  for (let at = 0;;) {
    const end = text.indexOf("\r\n", at);
    if (end < 0) return "unfinished";
    const size = /^([0-9a-f]{1,8})(?:[ \t]*;.*)?$/i.exec(text.slice(at, end))?.[1];
    if (size === undefined) return "broken";
    const count = parseInt(size, 16);
    if (count === 0) return joinBytes(parts);
    const start = end + 2;
    if (start + count + 2 > bytes.length) return "unfinished";
    parts.push(bytes.subarray(start, start + count));
    at = start + count + 2;
  }
}
