/** Blobs on the disk: what is whole, named after its own hash. */
import { createHash, type Hash } from "node:crypto";
import { DISK_FAILS, plainReason } from "../base/plain_reason.ts";
import { names, removeFile, sizeOf } from "./disk.ts";
import { blobPath, SHA256, shelfPath } from "./file_paths.ts";

/** Bytes that are hashed in one go; nothing else is done meanwhile. */
const HASH_AT_ONCE_BYTES = 4 * 1_024 * 1_024;

/** A blob that is there. */
export interface Blob {
  sha256: string;
  size: number;
}

/** How far a blob has been looked at; `isGood` is undefined before its end. */
export interface Verified {
  bytes: number;
  isGood: boolean | undefined;
}

/** A blob of which some has been read. */
interface Looked {
  sha256: string;
  file: Deno.FsFile;
  hash: Hash;
  bytes: number;
}

/** All calls return when it is done; whoever calls waits in a thread of its own. */
export class BlobFiles {
  readonly #folder: string;
  /** The blob that is being looked at. */
  #looked: Looked | undefined;

  /** `folder` is that of all files. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The blobs of a shelf. */
  list(shelf: string): Blob[] {
    return names(shelfPath(this.#folder, shelf)).flatMap((sha256) => {
      if (!SHA256.test(sha256) || !sha256.startsWith(shelf)) return [];
      const size = sizeOf(blobPath(this.#folder, sha256));
      return size === undefined ? [] : [{ sha256, size }];
    });
  }

  /** Removes blobs; returns how many bytes that were. */
  remove(sha256s: readonly string[]): number {
    let bytes = 0;
    for (const sha256 of sha256s) {
      const path = blobPath(this.#folder, sha256);
      bytes += sizeOf(path) ?? 0;
      removeFile(path);
    }
    return bytes;
  }

  /** Looks at the next piece of a blob; it is looked at from the start when it was not the last one. */
  verify(sha256: string): Verified {
    if (this.#looked?.sha256 !== sha256) {
      this.#looked?.file.close();
      this.#looked = undefined;
      const path = blobPath(this.#folder, sha256);
      if (sizeOf(path) === undefined) return { bytes: 0, isGood: false };
      const file = Deno.openSync(path, { read: true });
      this.#looked = { sha256, file, hash: createHash("sha256"), bytes: 0 };
    }
    try {
      return this.#lookOn(this.#looked);
    } catch (error) {
      this.#looked.file.close();
      const { bytes } = this.#looked;
      this.#looked = undefined;
      // A disk that gives back nothing is what this is for.
      if (plainReason(error) === DISK_FAILS) return { bytes, isGood: false };
      throw error;
    }
  }

  #lookOn(looked: Looked): Verified {
    const buffer = new Uint8Array(256 * 1_024);
    for (let left = HASH_AT_ONCE_BYTES; left > 0;) {
      const count = looked.file.readSync(buffer);
      if (count === null) {
        looked.file.close();
        this.#looked = undefined;
        return { bytes: looked.bytes, isGood: looked.hash.digest("hex") === looked.sha256 };
      }
      looked.hash.update(buffer.subarray(0, count));
      looked.bytes += count;
      left -= count;
    }
    return { bytes: looked.bytes, isGood: undefined };
  }
}
