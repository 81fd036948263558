/**
 * Files in encrypted chunks: each opens by itself, and none can be changed, left out, repeated or
 * put elsewhere. It is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) as age has it.
 */
import {
  FILE_CHUNK_BYTES,
  KEY_BYTES,
  MAX_FILE_CHUNKS,
  SALT_BYTES,
  TAG_BYTES,
} from "../../protocol/encryption/bounds.ts";
import { type Bytes, concatenated, sameBytes } from "../../protocol/encryption/bytes.ts";
import {
  aesKey,
  decrypted,
  derivationKey,
  derived,
  encrypted,
  hashed,
  labelled,
  sha256,
} from "../../protocol/encryption/primitives.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { ByteReader, u32, u8 } from "../../protocol/encryption/fields.ts";

const VERSION = 1;

/** Bytes before the first chunk. */
export const FILE_HEAD_BYTES = 1 + SALT_BYTES;

/** Bytes of a chunk that is encrypted; the last one may have fewer. */
export const SEALED_CHUNK_BYTES = FILE_CHUNK_BYTES + TAG_BYTES;

/** How many bytes a file of `size` bytes has once it is encrypted. */
export function sealedFileBytes(size: number): number {
  const chunks = Math.max(1, Math.ceil(size / FILE_CHUNK_BYTES));
  return FILE_HEAD_BYTES + size + chunks * TAG_BYTES;
}

/** A new key, by chance. Each file has its own: with another content, the same key would not be safe. */
export function newFileKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES));
}

/** The head, and what all chunks of a file share. */
class FileKey {
  readonly head: Bytes;
  readonly #key: CryptoKey;
  readonly #hashes: Bytes[] = [];

  private constructor(head: Bytes, key: CryptoKey) {
    this.head = head;
    this.#key = key;
  }

  static async of(key: Bytes, head: Bytes): Promise<FileKey> {
    const reader = new ByteReader(head);
    reader.version(VERSION);
    const salt = reader.take(SALT_BYTES);
    reader.end();
    const info = labelled("file key");
    return new FileKey(head, await aesKey(await derived(await derivationKey(key), { salt, info })));
  }

  /** How many chunks were seen. */
  get chunks(): number {
    return this.#hashes.length;
  }

  async seal(plain: Bytes, isLast: boolean): Promise<Bytes> {
    const cipher = await encrypted(this.#next(isLast), plain, this.head);
    await this.#see(cipher);
    return cipher;
  }

  async open(cipher: Bytes, isLast: boolean): Promise<Bytes> {
    const plain = await decrypted(this.#next(isLast), cipher, this.head);
    if (plain === undefined) throw new EncryptionError("bad_file");
    await this.#see(cipher);
    return plain;
  }

  /** The hash over the head and the hashes of all chunks. */
  async hash(): Promise<Bytes> {
    return await hashed("file chunks", this.head, u32(this.chunks), ...this.#hashes);
  }

  async #see(cipher: Bytes): Promise<void> {
    this.#hashes.push(await sha256(cipher));
  }

  /** The nonce holds the chunk's number and whether it is the last: 11 bytes and one. */
  #next(isLast: boolean) {
    if (this.chunks >= MAX_FILE_CHUNKS) throw new EncryptionError("too_large");
    const nonce = concatenated(new Uint8Array(7), u32(this.chunks), u8(isLast ? 1 : 0));
    return { key: this.#key, nonce };
  }
}

/** Encrypts a file while it streams through; `hash` is known once all of it has. */
export class FileSealer {
  readonly stream: TransformStream<Uint8Array, Bytes>;
  readonly #hash = Promise.withResolvers<Bytes>();

  constructor(key: Bytes) {
    let file: FileKey | undefined;
    let rest = new Uint8Array();
    this.stream = new TransformStream({
      start: async (controller) => {
        const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
        file = await FileKey.of(key, concatenated(u8(VERSION), salt));
        controller.enqueue(file.head);
      },
      transform: async (bytes, controller) => {
        // The last chunk is known by the end alone, so a whole one is kept back.
        rest = concatenated(rest, bytes);
        let at = 0;
        for (; rest.length - at > FILE_CHUNK_BYTES; at += FILE_CHUNK_BYTES) {
          const chunk = rest.slice(at, at + FILE_CHUNK_BYTES);
          if (file !== undefined) controller.enqueue(await file.seal(chunk, false));
        }
        rest = rest.slice(at);
      },
      flush: async (controller) => {
        if (file === undefined) return;
        controller.enqueue(await file.seal(rest, true));
        this.#hash.resolve(await file.hash());
      },
    });
  }

  /** The hash that goes into the message. It never comes when the stream fails. */
  get hash(): Promise<Bytes> {
    return this.#hash.promise;
  }
}

/**
 * Decrypts a file while it streams through. What came out before the stream ends is genuine, but
 * maybe not all: a file must not be called whole before the end.
 *
 * The stream fails with `bad_file` at the first chunk that is not right, or at the end when chunks
 * are missing or the whole is not what `hash` says.
 */
export function fileOpener({ key, hash }: { key: Bytes; hash: Bytes }) {
  let file: FileKey | undefined;
  let rest = new Uint8Array();
  return new TransformStream<Uint8Array, Bytes>({
    transform: async (bytes, controller) => {
      rest = concatenated(rest, bytes);
      let at = 0;
      if (file === undefined) {
        if (rest.length < FILE_HEAD_BYTES) return;
        file = await FileKey.of(key, rest.slice(0, FILE_HEAD_BYTES));
        at = FILE_HEAD_BYTES;
      }
      for (; rest.length - at > SEALED_CHUNK_BYTES; at += SEALED_CHUNK_BYTES) {
        controller.enqueue(await file.open(rest.slice(at, at + SEALED_CHUNK_BYTES), false));
      }
      rest = rest.slice(at);
    },
    flush: async (controller) => {
      if (file === undefined) throw new EncryptionError("bad_file");
      const last = await file.open(rest, true);
      // Only an empty file ends with an empty chunk.
      if (last.length === 0 && file.chunks > 1) throw new EncryptionError("bad_file");
      if (!sameBytes(await file.hash(), hash)) throw new EncryptionError("bad_file");
      controller.enqueue(last);
    },
  });
}
