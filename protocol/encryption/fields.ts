/** Writes and reads the fields of the binary forms: big-endian, of a stated size, nothing left over. */
import { type Bytes, concatenated } from "./bytes.ts";
import { EncryptionError } from "./problem.ts";

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ENCODER = new TextEncoder();

/** A whole number in one byte. */
export function u8(value: number): Bytes {
  return whole(value, 1);
}

/** A whole number in two bytes. */
export function u16(value: number): Bytes {
  return whole(value, 2);
}

/** A whole number in four bytes. */
export function u32(value: number): Bytes {
  return whole(value, 4);
}

/** A whole number up to `Number.MAX_SAFE_INTEGER` in eight bytes. */
export function u64(value: number): Bytes {
  return whole(value, 8);
}

/** A text of at most 255 bytes of UTF-8, after their number. */
export function shortText(text: string): Bytes {
  const bytes = ENCODER.encode(text);
  return concatenated(u8(bytes.length), bytes);
}

function whole(value: number, bytes: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** bytes) {
    throw new RangeError(`${value} is not a whole number of ${bytes} bytes`);
  }
  const digits = new Uint8Array(bytes);
  let rest = value;
  for (let index = bytes - 1; index >= 0; index--) {
    digits[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return digits;
}

/** Reads field after field. What is missing, or left over at the end, is a `bad_format`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes were read. */
  get position(): number {
    return this.#at;
  }

  /** The first byte of every form. @throws {EncryptionError} `unknown_version`. */
  version(known: number): void {
    if (this.u8() !== known) throw new EncryptionError("unknown_version");
  }

  u8(): number {
    return this.#whole(1);
  }

  u16(): number {
    return this.#whole(2);
  }

  u32(): number {
    return this.#whole(4);
  }

  u64(): number {
    const value = this.#whole(8);
    if (!Number.isSafeInteger(value)) throw new EncryptionError("bad_format");
    return value;
  }

  /** The next `length` bytes, as a copy. */
  take(length: number): Bytes {
    if (this.#bytes.length - this.#at < length) throw new EncryptionError("bad_format");
    const taken = this.#bytes.slice(this.#at, this.#at + length);
    this.#at += length;
    return Uint8Array.from(taken);
  }

  /** A text that {@linkcode shortText} wrote. */
  shortText(): string {
    const bytes = this.take(this.u8());
    try {
      return DECODER.decode(bytes);
    } catch (error) {
      throw new EncryptionError("bad_format", undefined, { cause: error });
    }
  }

  /** Everything that is left. */
  rest(): Bytes {
    return this.take(this.#bytes.length - this.#at);
  }

  /** Nothing may be left. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new EncryptionError("bad_format");
  }

  #whole(length: number): number {
    return this.take(length).reduce((value, byte) => value * 256 + byte, 0);
  }
}
