/** Opens an encrypted file while it comes, for those who take its bytes one after the other. */
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { FileOpener } from "../encryption/file_chunks.ts";
import type { Receiver } from "./download.ts";
import { type DownloadSeal, secretOf } from "./file_seal.ts";
import { newSha256 } from "./hash_file.ts";

/** Hands on what was opened; that it was all, is known after `end()`. */
export class OpeningReceiver implements Receiver {
  readonly #inner: Receiver;
  readonly #seal: DownloadSeal;
  #opener: FileOpener;
  #hash = newSha256();
  #offset = 0;

  constructor(inner: Receiver, seal: DownloadSeal) {
    this.#inner = inner;
    this.#seal = seal;
    this.#opener = new FileOpener(secretOf(seal));
  }

  /** Of the encrypted file. */
  get offset(): number {
    return this.#offset;
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#hash.update(piece);
    this.#offset += piece.length;
    for await (const plain of this.#opener.open(piece)) await this.#inner.write(plain);
  }

  async restart(): Promise<void> {
    await this.#inner.restart();
    this.#opener = new FileOpener(secretOf(this.#seal));
    this.#hash = newSha256();
    this.#offset = 0;
  }

  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Hands the last bytes on. @throws {EncryptionError} `bad_file` when it is not what the message says. */
  async end(): Promise<void> {
    await this.#inner.write(await this.#opener.end());
    if (this.#inner.offset !== this.#seal.size) throw new EncryptionError("bad_file");
  }

  close(): void {
    this.#inner.close();
  }
}
