/** A file as it is once it is encrypted, read at any place, so that sending it can be gone on with. */
import { FILE_CHUNK_BYTES } from "../../protocol/encryption/bounds.ts";
import { type Bytes, sameBytes } from "../../protocol/encryption/bytes.ts";
import { sha256 } from "../../protocol/encryption/primitives.ts";
import {
  chunkCount,
  ChunkHashes,
  FILE_HEAD_BYTES,
  FileCipher,
  SEALED_CHUNK_BYTES,
  sealedFileBytes,
} from "./file_cipher.ts";

/** The bytes of a file from one place up to another; fewer when it ends before. */
export type ReadPlain = (from: number, to: number) => Promise<Bytes>;

/** The file has another content than when it was looked at. */
export class FileChanged extends Error {
  override readonly name = "FileChanged";

  constructor() {
    super("The file has become another one while it was sent");
  }
}

/**
 * The same key and head always make the same bytes of the same file. A chunk is given out only if it
 * is the one that `look()` has seen: no two contents ever leave this machine under one nonce.
 */
export class SealedSource {
  readonly #cipher: FileCipher;
  readonly #size: number;
  readonly #hashes = new ChunkHashes();

  private constructor(cipher: FileCipher, size: number) {
    this.#cipher = cipher;
    this.#size = size;
  }

  /** For a file of `size` bytes, with a key and a head that were made for this file alone. */
  static async of(
    { key, head, size }: { key: Bytes; head: Bytes; size: number },
  ): Promise<SealedSource> {
    return new SealedSource(await FileCipher.of(key, head), size);
  }

  /** Bytes of the file once it is encrypted. */
  get bytes(): number {
    return sealedFileBytes(this.#size);
  }

  /**
   * Encrypts the file once, piece by piece, to know its hashes; comes before everything else.
   *
   * @throws {FileChanged} when it has become shorter.
   */
  async *look(read: ReadPlain): AsyncGenerator<{ plain: Bytes; sealed: Bytes }> {
    const { head } = this.#cipher;
    yield { plain: new Uint8Array(), sealed: head };
    const count = chunkCount(this.#size);
    for (let index = 0; index < count; index++) {
      const { plain, sealed } = await this.#chunk(read, index);
      await this.#hashes.add(sealed);
      yield { plain, sealed };
    }
  }

  /** The hash that goes into the message. */
  async hash(): Promise<Bytes> {
    return await this.#hashes.whole(this.#cipher.head);
  }

  /**
   * The encrypted bytes from one place up to another, piece by piece.
   *
   * @throws {FileChanged} at the first chunk that is another one than `look()` has seen.
   */
  async *pieces(
    read: ReadPlain,
    { from, to }: { from: number; to: number },
  ): AsyncGenerator<Bytes> {
    const { head } = this.#cipher;
    if (from < head.length && from < to) yield head.slice(from, to);
    const first = Math.max(0, Math.floor((from - FILE_HEAD_BYTES) / SEALED_CHUNK_BYTES));
    for (let index = first; index < chunkCount(this.#size); index++) {
      const start = FILE_HEAD_BYTES + index * SEALED_CHUNK_BYTES;
      if (start >= to) return;
      const { sealed } = await this.#chunk(read, index);
      const seen = this.#hashes.at(index);
      if (seen === undefined || !sameBytes(seen, await sha256(sealed))) throw new FileChanged();
      const piece = sealed.slice(Math.max(0, from - start), to - start);
      if (piece.length > 0) yield piece;
    }
  }

  async #chunk(read: ReadPlain, index: number): Promise<{ plain: Bytes; sealed: Bytes }> {
    const from = index * FILE_CHUNK_BYTES;
    const to = Math.min(this.#size, from + FILE_CHUNK_BYTES);
    const plain = await read(from, to);
    if (plain.length !== to - from) throw new FileChanged();
    const isLast = index === chunkCount(this.#size) - 1;
    return { plain, sealed: await this.#cipher.seal(plain, { index, isLast }) };
  }
}
