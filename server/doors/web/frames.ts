/** Frames of the WebSocket protocol (RFC 6455, section 5): what a server writes, and what it reads. */
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { GrowingBytes } from "./growing_bytes.ts";

const CONTINUATION = 0x0;
const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

const FINAL = 0x80;
const RESERVED = 0x70;
const MASKED = 0x80;

/** Most bytes that a control frame carries. */
const MAX_CONTROL_BYTES = 125;

/** Most bytes of a message: those of a line of the native protocol with its end. */
export const MAX_MESSAGE_BYTES = MAX_LINE_BYTES + 2;

/** Why a connection is closed (RFC 6455, section 7.4.1). */
export const CloseCode = {
  normal: 1_000,
  goingAway: 1_001,
  protocolError: 1_002,
  notUnderstood: 1_003,
  badText: 1_007,
  policy: 1_008,
  tooLong: 1_009,
  tryAgainLater: 1_013,
} as const;

const NOTHING = new Uint8Array(0);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** What a client sent that breaks the protocol; `closeCode` is what it is told. */
export class FrameError extends Error {
  override readonly name = "FrameError";
  readonly closeCode: number;

  constructor(closeCode: number, message: string) {
    super(message);
    this.closeCode = closeCode;
  }
}

/** A text of the server in one frame. */
export function textFrame(payload: Uint8Array): Uint8Array {
  return frame(TEXT, payload);
}

/** Bytes of the server in one frame. */
export function binaryFrame(payload: Uint8Array): Uint8Array {
  return frame(BINARY, payload);
}

/** The answer to a ping. */
export function pongFrame(payload: Uint8Array): Uint8Array {
  return frame(PONG, payload);
}

/** The last frame of a connection. */
export function closeFrame(code: number): Uint8Array {
  return frame(CLOSE, Uint8Array.of(code >> 8, code & 0xff));
}

function frame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = new Uint8Array(headBytes + length);
  bytes[0] = FINAL | opcode;
  if (headBytes === 2) bytes[1] = length;
  else {
    const view = new DataView(bytes.buffer);
    bytes[1] = headBytes === 4 ? 126 : 127;
    if (headBytes === 4) view.setUint16(2, length);
    else view.setBigUint64(2, BigInt(length));
  }
  bytes.set(payload, headBytes);
  return bytes;
}

/** What a client has sent; the payload is valid until the next call of the reader. */
export type Received =
  | { kind: "text"; payload: Uint8Array }
  /** Only for readers that take them. */
  | { kind: "binary"; payload: Uint8Array }
  | { kind: "ping"; payload: Uint8Array }
  /** `code` is missing when the client gave none. */
  | { kind: "close"; code: number | undefined };

/** A frame whose payload is being read. */
interface Frame {
  opcode: number;
  isFinal: boolean;
  remaining: number;
  /** The four bytes of the masking key, the first one highest. */
  mask: number;
  /** How many bytes of the payload have been unmasked. */
  unmasked: number;
}

/**
 * Reads masked frames out of chunks: `push()` one, then call `next()` until it returns undefined. It
 * unmasks in place, so the chunk is changed. Never holds more than {@linkcode MAX_MESSAGE_BYTES}.
 */
export class FrameReader {
  #chunk: Uint8Array = NOTHING;
  #position = 0;
  /** The beginning of a frame's head that has not come whole. */
  #rest: Uint8Array = NOTHING;
  #frame: Frame | undefined;
  readonly #takesBinary: boolean;
  /** Whether a message has begun whose last frame has not come. */
  #isFragmented = false;
  /** What the message is that has begun last. */
  #kind: "text" | "binary" = "text";
  readonly #message = new GrowingBytes();
  readonly #control = new GrowingBytes();

  constructor({ takesBinary = false } = {}) {
    this.#takesBinary = takesBinary;
  }

  /** Takes the next bytes of the stream, which must stay until `next()` is through. */
  push(chunk: Uint8Array): void {
    this.#position = 0;
    if (this.#rest.length === 0) this.#chunk = chunk;
    else {
      this.#chunk = new Uint8Array(this.#rest.length + chunk.length);
      this.#chunk.set(this.#rest);
      this.#chunk.set(chunk, this.#rest.length);
      this.#rest = NOTHING;
    }
  }

  /**
   * The next message, ping or close; undefined when more has to come. Pongs are passed over.
   *
   * @throws {FrameError} for what breaks the protocol; nothing more can be read then.
   */
  next(): Received | undefined {
    for (;;) {
      this.#frame ??= this.#begin();
      const { opcode, isFinal } = this.#frame ?? {};
      const payload = this.#frame && this.#payloadOf(this.#frame);
      if (payload === undefined || opcode === undefined) {
        // Nothing of a chunk is kept that has been read.
        this.#chunk = NOTHING;
        this.#position = 0;
        return undefined;
      }
      this.#frame = undefined;
      const received = opcode >= CLOSE
        ? controlOf(opcode, payload)
        : this.#messageOf(payload, isFinal === true);
      if (received !== undefined) return received;
    }
  }

  /** Reads the head of a frame; undefined when it has not come whole. */
  #begin(): Frame | undefined {
    const chunk = this.#chunk;
    const start = this.#position;
    const available = chunk.length - start;
    if (available === 0) return undefined;
    const [first = 0, second = 0] = chunk.subarray(start, start + 2);
    this.#checkKind(first);
    if (available >= 2) checkLength(first, second);
    const short = second & ~MASKED;
    const lengthBytes = short < 126 ? 0 : short === 126 ? 2 : 8;
    const headBytes = 2 + lengthBytes + 4;
    if (available < headBytes) {
      this.#rest = chunk.slice(start);
      return undefined;
    }
    const view = new DataView(chunk.buffer, chunk.byteOffset + start, headBytes);
    const length = lengthOf(view, short);
    const opcode = first & 0x0f;
    const held = opcode === CONTINUATION ? this.#message.length : 0;
    if (opcode < CLOSE && held + length > MAX_MESSAGE_BYTES) {
      throw new FrameError(CloseCode.tooLong, `a message of more than ${MAX_MESSAGE_BYTES} bytes`);
    }
    this.#position = start + headBytes;
    return {
      opcode,
      isFinal: (first & FINAL) !== 0,
      remaining: length,
      mask: view.getUint32(2 + lengthBytes),
      unmasked: 0,
    };
  }

  #checkKind(first: number): void {
    const opcode = first & 0x0f;
    const isFinal = (first & FINAL) !== 0;
    if ((first & RESERVED) !== 0) throw broken("a reserved bit that nobody agreed on");
    switch (opcode) {
      case CONTINUATION:
        if (!this.#isFragmented) throw broken("a continuation of nothing");
        break;
      case TEXT:
      case BINARY:
        if (opcode === BINARY && !this.#takesBinary) {
          throw new FrameError(
            CloseCode.notUnderstood,
            "a binary message; only texts are understood",
          );
        }
        if (this.#isFragmented) throw broken("a message within another one");
        this.#kind = opcode === TEXT ? "text" : "binary";
        break;
      case CLOSE:
      case PING:
      case PONG:
        if (!isFinal) throw broken("a control frame in pieces");
        break;
      default:
        throw broken("a frame of an unknown kind");
    }
  }

  /** The whole payload of a frame; undefined when it has not come whole. */
  #payloadOf(frame: Frame): Uint8Array | undefined {
    const end = Math.min(this.#chunk.length, this.#position + frame.remaining);
    const part = this.#chunk.subarray(this.#position, end);
    this.#position = end;
    unmask(part, frame);
    frame.remaining -= part.length;
    const isControl = frame.opcode >= CLOSE;
    const gathered = isControl ? this.#control : this.#message;
    const isWhole = frame.remaining === 0;
    if (isWhole && gathered.length === 0 && (isControl || frame.isFinal)) return part;
    gathered.append(part, MAX_MESSAGE_BYTES);
    if (!isWhole) return undefined;
    const { bytes } = gathered;
    if (isControl) gathered.clear();
    return bytes;
  }

  #messageOf(gathered: Uint8Array, isFinal: boolean): Received | undefined {
    this.#isFragmented = !isFinal;
    if (!isFinal) return undefined;
    this.#message.clear();
    return { kind: this.#kind, payload: gathered };
  }
}

function controlOf(opcode: number, payload: Uint8Array): Received | undefined {
  switch (opcode) {
    case PING:
      return { kind: "ping", payload };
    case CLOSE:
      return { kind: "close", code: closeCodeOf(payload) };
    default:
      return undefined;
  }
}

function closeCodeOf(payload: Uint8Array): number | undefined {
  const [high, low] = payload;
  if (high === undefined) return undefined;
  if (low === undefined) throw broken("half a close code");
  const code = high << 8 | low;
  const isKnown = code >= 1_000 && code <= 1_014 && ![1_004, 1_005, 1_006].includes(code);
  if (!isKnown && (code < 3_000 || code > 4_999)) throw broken("a close code that nobody may send");
  try {
    utf8.decode(payload.subarray(2));
  } catch {
    throw new FrameError(CloseCode.badText, "a reason that is not UTF-8");
  }
  return code;
}

function checkLength(first: number, second: number): void {
  if ((second & MASKED) === 0) throw broken("a frame that is not masked");
  if ((first & 0x0f) >= CLOSE && (second & ~MASKED) > MAX_CONTROL_BYTES) {
    throw broken(`a control frame of more than ${MAX_CONTROL_BYTES} bytes`);
  }
}

/** What the head says, which must be said in as few bytes as possible. */
function lengthOf(view: DataView, short: number): number {
  if (short < 126) return short;
  const length = short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2));
  const least = short === 126 ? 126 : 65_536;
  if (length < least) throw broken("a length in more bytes than it needs");
  if (length > Number.MAX_SAFE_INTEGER) throw broken("a length that no frame can have");
  return length;
}

function unmask(part: Uint8Array, frame: Frame): void {
  const { mask, unmasked } = frame;
  for (let index = 0; index < part.length; index++) {
    const shift = 24 - ((unmasked + index) & 3) * 8;
    part[index] = (part[index] ?? 0) ^ (mask >>> shift & 0xff);
  }
  frame.unmasked += part.length;
}

function broken(what: string): FrameError {
  return new FrameError(CloseCode.protocolError, what);
}
