/** Takes a small file into memory. */
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import type { Receiver } from "./download.ts";
import { newSha256 } from "./hash_file.ts";

/** As many bytes as were announced, and no more. */
export class MemoryReceiver implements Receiver {
  readonly bytes: Uint8Array;
  #hash = newSha256();
  #offset = 0;

  constructor(bytes: number) {
    this.bytes = new Uint8Array(bytes);
  }

  get offset(): number {
    return this.#offset;
  }

  write(piece: Uint8Array): Promise<void> {
    if (this.#offset + piece.length > this.bytes.length) throw new EncryptionError("bad_file");
    this.bytes.set(piece, this.#offset);
    this.#hash.update(piece);
    this.#offset += piece.length;
    return Promise.resolve();
  }

  restart(): Promise<void> {
    this.#hash = newSha256();
    this.#offset = 0;
    return Promise.resolve();
  }

  digest(): string {
    return this.#hash.digest("hex");
  }

  close(): void {}
}
