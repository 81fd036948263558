/**
 * Opens files in encrypted chunks, which `SealedSource` makes: each opens by itself, and none can be
 * changed, left out, repeated or put elsewhere. It is the STREAM construction (Hoang, Reyhanitabar,
 * Rogaway, Vizár 2015) as age has it.
 */
import { type Bytes, concatenated, sameBytes } from "../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { ChunkHashes, FILE_HEAD_BYTES, FileCipher, SEALED_CHUNK_BYTES } from "./file_cipher.ts";

/** What opens a file: both stand in the message. */
export interface FileSecret {
  key: Bytes;
  hash: Bytes;
}

/**
 * Decrypts a file piece by piece. What comes out before `end()` is genuine, but maybe not all: a file
 * must not be called whole before.
 */
export class FileOpener {
  readonly #secret: FileSecret;
  readonly #hashes = new ChunkHashes();
  #cipher: FileCipher | undefined;
  #rest = new Uint8Array();

  constructor(secret: FileSecret) {
    this.#secret = secret;
  }

  /** The chunks that are complete with these bytes. @throws {EncryptionError} `bad_file` and others. */
  async *open(bytes: Uint8Array): AsyncGenerator<Bytes> {
    this.#rest = concatenated(this.#rest, bytes);
    if (this.#cipher === undefined) {
      if (this.#rest.length < FILE_HEAD_BYTES) return;
      const head = this.#rest.slice(0, FILE_HEAD_BYTES);
      this.#cipher = await FileCipher.of(this.#secret.key, head);
      this.#rest = this.#rest.slice(FILE_HEAD_BYTES);
    }
    let at = 0;
    for (; this.#rest.length - at > SEALED_CHUNK_BYTES; at += SEALED_CHUNK_BYTES) {
      yield await this.#next(this.#rest.slice(at, at + SEALED_CHUNK_BYTES), false);
    }
    this.#rest = this.#rest.slice(at);
  }

  /**
   * The last chunk, after everything that there is.
   *
   * @throws {EncryptionError} `bad_file` when chunks are missing, or the whole is not what the hash says.
   */
  async end(): Promise<Bytes> {
    if (this.#cipher === undefined) throw new EncryptionError("bad_file");
    const last = await this.#next(this.#rest, true);
    if (!sameBytes(await this.#hashes.whole(this.#cipher.head), this.#secret.hash)) {
      throw new EncryptionError("bad_file");
    }
    return last;
  }

  async #next(sealed: Bytes, isLast: boolean): Promise<Bytes> {
    if (this.#cipher === undefined) throw new EncryptionError("bad_file");
    const plain = await this.#cipher.open(sealed, { index: this.#hashes.count, isLast });
    await this.#hashes.add(sealed);
    return plain;
  }
}

/**
 * Decrypts a file while it streams through. The stream fails with `bad_file` at the first chunk that
 * is not right, or at the end when chunks are missing or the whole is not what `hash` says.
 */
export function fileOpener(secret: FileSecret) {
  const opener = new FileOpener(secret);
  return new TransformStream<Uint8Array, Bytes>({
    transform: async (bytes, controller) => {
      for await (const plain of opener.open(bytes)) controller.enqueue(plain);
    },
    flush: async (controller) => controller.enqueue(await opener.end()),
  });
}
