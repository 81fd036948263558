/** Blobs: opening them for whoever may read them, and taking away what nobody needs any more. */
import type { Blob } from "./blob_files.ts";
import { blobPath, SHA256, SHELVES } from "./file_paths.ts";
import type { FilesDisk } from "./files_disk.ts";
import type { HeldBlobs } from "./held_blobs.ts";

/** How many blobs the journal is asked about at once. */
const ASKED_AT_ONCE = 500;

/** Blobs that wait to be looked at; what is over is found at the next start. */
const MAX_WAITING = 100_000;

/** What blobs work with. */
export interface BlobsOptions {
  disk: FilesDisk;
  held: HeldBlobs;
  /** Which of these blobs something in the journal refers to. */
  referenced(sha256s: readonly string[]): Promise<readonly string[]>;
  /** Fetches a blob that is somewhere else; false when it cannot be had. @default there is no such place */
  fetch?: ((sha256: string) => Promise<boolean>) | undefined;
  onFailure(message: string): void;
}

/** What looking around has found. */
export interface Removed {
  blobs: number;
  bytes: number;
}

/** What reading a blob has shown. */
export interface Verified {
  bytes: number;
  isGood: boolean;
}

/** The blobs of a server. */
export class Blobs {
  readonly #options: BlobsOptions;
  readonly #waiting = new Set<string>();
  #working: Promise<void> | undefined;
  /** Resolves when the blobs have been read that are to be. */
  #looking: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: BlobsOptions) {
    this.#options = options;
  }

  /** Opens a blob to be read; undefined when it is not there. */
  async open(sha256: string): Promise<Deno.FsFile | undefined> {
    if (!SHA256.test(sha256)) return undefined;
    const file = await this.#open(sha256);
    if (file !== undefined || await this.#options.fetch?.(sha256) !== true) return file;
    return await this.#open(sha256);
  }

  async #open(sha256: string): Promise<Deno.FsFile | undefined> {
    try {
      return await Deno.open(blobPath(this.#options.disk.folder, sha256), { read: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** Looks later at blobs that somebody has let go: those that nobody needs are removed. */
  letGo(sha256s: readonly string[]): void {
    for (const sha256 of sha256s) {
      if (SHA256.test(sha256) && this.#waiting.size < MAX_WAITING) this.#waiting.add(sha256);
    }
    if (this.#waiting.size > 0 && !this.#isClosed) this.#working ??= this.#workAll();
  }

  /** Resolves when everything has been looked at that was let go. */
  async idle(): Promise<void> {
    await this.#working;
  }

  /** All blobs, shelf by shelf. */
  async *list(): AsyncGenerator<Blob[]> {
    if (!await this.#options.disk.isUsed()) return;
    for (const shelf of SHELVES) {
      const blobs = await this.#options.disk.list(shelf);
      if (blobs.length > 0) yield blobs;
    }
  }

  /** The blobs of one shelf, named by two hexadecimal digits. */
  async shelf(shelf: string): Promise<Blob[]> {
    return await this.#options.disk.isUsed() ? await this.#options.disk.list(shelf) : [];
  }

  /** Reads a blob, and says whether it is what its name says; one after the other. */
  verify(sha256: string): Promise<Verified> {
    const looked = this.#looking.then(() => this.#verify(sha256));
    this.#looking = looked.catch(() => {});
    return looked;
  }

  /** Looks at all blobs there are, and removes those that nobody needs. */
  async collect(): Promise<Removed> {
    const removed: Removed = { blobs: 0, bytes: 0 };
    for await (const blobs of this.list()) {
      if (this.#isClosed) break;
      for (let at = 0; at < blobs.length; at += ASKED_AT_ONCE) {
        const part = blobs.slice(at, at + ASKED_AT_ONCE).map(({ sha256 }) => sha256);
        const { blobs: count, bytes } = await this.#removeOrphans(part);
        removed.blobs += count;
        removed.bytes += bytes;
      }
    }
    return removed;
  }

  /** Looks at nothing any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.clear();
    await this.#working?.catch(() => {});
  }

  async #verify(sha256: string): Promise<Verified> {
    for (;;) {
      const { bytes, isGood } = await this.#options.disk.verify(sha256);
      if (isGood !== undefined) return { bytes, isGood };
    }
  }

  async #workAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const some = [...this.#waiting].slice(0, ASKED_AT_ONCE);
      for (const sha256 of some) this.#waiting.delete(sha256);
      try {
        await this.#removeOrphans(some);
      } catch (error) {
        // The next start finds them again.
        this.#options.onFailure(`Files that nobody needs stay for now: ${String(error)}`);
      }
    }
    this.#working = undefined;
  }

  async #removeOrphans(sha256s: readonly string[]): Promise<Removed> {
    const { disk, held, referenced } = this.#options;
    using watch = held.watch();
    const needed = new Set(await referenced(sha256s));
    const orphans = sha256s.filter((sha256) => !needed.has(sha256) && watch.isFree(sha256));
    if (orphans.length === 0) return { blobs: 0, bytes: 0 };
    // Between the question of who holds them and this call nothing else can happen.
    return { blobs: orphans.length, bytes: await disk.remove(orphans) };
  }
}
