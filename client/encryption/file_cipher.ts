/** One encrypted file: its head, its chunks, and the hash over all of them. */
import {
  FILE_CHUNK_BYTES,
  KEY_BYTES,
  MAX_FILE_CHUNKS,
  SALT_BYTES,
  TAG_BYTES,
} from "../../protocol/encryption/bounds.ts";
import { type Bytes, concatenated } from "../../protocol/encryption/bytes.ts";
import { ByteReader, u32, u8 } from "../../protocol/encryption/fields.ts";
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

const VERSION = 1;

/** Bytes before the first chunk. */
export const FILE_HEAD_BYTES = 1 + SALT_BYTES;

/** Bytes of a chunk that is encrypted; the last one may have fewer. */
export const SEALED_CHUNK_BYTES = FILE_CHUNK_BYTES + TAG_BYTES;

/** Bytes of the longest file that can be encrypted. */
export const MAX_FILE_BYTES = FILE_CHUNK_BYTES * MAX_FILE_CHUNKS;

/** How many chunks a file of `size` bytes has; an empty file has one. */
export function chunkCount(size: number): number {
  return Math.max(1, Math.ceil(size / FILE_CHUNK_BYTES));
}

/** How many bytes a file of `size` bytes has once it is encrypted. */
export function sealedFileBytes(size: number): number {
  return FILE_HEAD_BYTES + size + chunkCount(size) * TAG_BYTES;
}

/** A new key, by chance. Each file has its own: with another content, the same key would not be safe. */
export function newFileKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES));
}

/** The head of a file that is encrypted anew. */
export function newFileHead(): Bytes {
  return concatenated(u8(VERSION), crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
}

/** Seals and opens chunks of one file, each by itself. */
export class FileCipher {
  readonly head: Bytes;
  readonly #key: CryptoKey;

  private constructor(head: Bytes, key: CryptoKey) {
    this.head = head;
    this.#key = key;
  }

  /** @throws {EncryptionError} `bad_format`, `unknown_version`: the head is none. */
  static async of(key: Bytes, head: Bytes): Promise<FileCipher> {
    const reader = new ByteReader(head);
    reader.version(VERSION);
    const salt = reader.take(SALT_BYTES);
    reader.end();
    const info = labelled("file key");
    return new FileCipher(
      head,
      await aesKey(await derived(await derivationKey(key), { salt, info })),
    );
  }

  /** The chunk with this index, encrypted. */
  async seal(plain: Bytes, place: ChunkPlace): Promise<Bytes> {
    return await encrypted(this.#at(place), plain, this.head);
  }

  /** The content of a chunk. @throws {EncryptionError} `bad_file` when it is not the one at this place. */
  async open(sealed: Bytes, place: ChunkPlace): Promise<Bytes> {
    const plain = await decrypted(this.#at(place), sealed, this.head);
    // Only an empty file ends with an empty chunk.
    if (plain === undefined || plain.length === 0 && place.index > 0) {
      throw new EncryptionError("bad_file");
    }
    return plain;
  }

  /** The nonce holds the chunk's number and whether it is the last: 11 bytes and one. */
  #at({ index, isLast }: ChunkPlace) {
    if (index >= MAX_FILE_CHUNKS) throw new EncryptionError("too_large");
    const nonce = concatenated(new Uint8Array(7), u32(index), u8(isLast ? 1 : 0));
    return { key: this.#key, nonce };
  }
}

/** Where a chunk stands in its file. */
export interface ChunkPlace {
  index: number;
  isLast: boolean;
}

/** The hashes of the chunks of a file, in their order: 32 bytes each. */
export class ChunkHashes {
  readonly #hashes: Bytes[] = [];

  /** How many chunks were seen. */
  get count(): number {
    return this.#hashes.length;
  }

  /** The hash of one chunk; `undefined` for one that was not seen. */
  at(index: number): Bytes | undefined {
    return this.#hashes[index];
  }

  /** The next chunk, as it is encrypted. */
  async add(sealed: Bytes): Promise<void> {
    this.#hashes.push(await sha256(sealed));
  }

  /** The hash that stands in the message. */
  async whole(head: Bytes): Promise<Bytes> {
    return await hashed("file chunks", head, u32(this.count), ...this.#hashes);
  }
}
