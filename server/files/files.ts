/** Everything that has to do with the bytes of files, put together. */
import type { RandomBytes } from "../accounts/tokens.ts";
import type { WorkerEntry } from "../base/start_worker.ts";
import { delay } from "../base/delay.ts";
import { plainReason } from "../base/plain_reason.ts";
import { Blobs } from "./blobs.ts";
import { DiskSpace } from "./disk_space.ts";
import { DiskTurns } from "./disk_turns.ts";
import { filesFolder } from "./file_paths.ts";
import { FilesDisk } from "./files_disk.ts";
import { HeldBlobs } from "./held_blobs.ts";
import { Pieces } from "./pieces.ts";
import { TransferGate } from "./transfer_gate.ts";
import { type FileLimits, type StoredBytes, Uploads } from "./uploads.ts";

/** What files are put together with. */
export interface FilesOptions {
  dataFolder: string;
  /** Module that workers are started from; see `main.ts`. */
  workerEntry: WorkerEntry;
  limits: FileLimits;
  now(): number;
  /** Whole milliseconds of a clock that only goes forward. */
  elapsed(): number;
  randomBytes: RandomBytes;
  /** The latest time since which servers were seen running for so long. */
  seenBefore(ageMs: number): Promise<number>;
  /** How much an account and everybody have stored. */
  storedBytes(account: number): Promise<StoredBytes>;
  /** Which of these blobs something in the journal refers to. */
  referenced(sha256s: readonly string[]): Promise<readonly string[]>;
  /** Fetches a blob that is somewhere else; false when it cannot be had. @default there is no such place */
  fetchBlob?: ((sha256: string) => Promise<boolean>) | undefined;
  onFailure(message: string): void;
}

/** The files of a server. */
export class Files {
  readonly limits: FileLimits;
  readonly uploads: Uploads;
  readonly blobs: Blobs;
  readonly gate: TransferGate;
  readonly pieces = new Pieces();
  readonly space: DiskSpace;
  readonly #held: HeldBlobs;
  readonly #disk: FilesDisk;
  readonly #onFailure: (message: string) => void;
  /** Aborts when nobody waits for a turn any more. */
  readonly #ended = new AbortController();
  #collecting: Promise<void> | undefined;

  constructor(options: FilesOptions) {
    const { dataFolder, workerEntry, limits, now, elapsed, randomBytes, onFailure } = options;
    const { storedBytes, referenced, seenBefore } = options;
    const disk = new FilesDisk(filesFolder(dataFolder), workerEntry);
    const held = new HeldBlobs();
    this.limits = limits;
    const { signal } = this.#ended;
    this.gate = new TransferGate({
      elapsed,
      after: (callback, milliseconds) => void delay(milliseconds, signal).then(callback, callback),
    });
    this.space = new DiskSpace(dataFolder, elapsed);
    this.blobs = new Blobs({ disk, held, referenced, fetch: options.fetchBlob, onFailure });
    this.uploads = new Uploads({
      disk,
      held,
      space: this.space,
      gate: this.gate,
      pieces: this.pieces,
      turns: new DiskTurns({
        isCalm: () => this.gate.isCalm,
        elapsed,
        pause: (milliseconds) => delay(milliseconds, signal).catch(() => {}),
      }),
      limits,
      now,
      elapsed,
      randomBytes,
      seenBefore,
      storedBytes,
      onLetGo: (sha256s) => this.blobs.letGo(sha256s),
    });
    this.#disk = disk;
    this.#held = held;
    this.#onFailure = onFailure;
  }

  /** Finds the uploads that an earlier server has left; they can be said before anything else is done. */
  async open(): Promise<void> {
    try {
      await this.uploads.open();
    } catch (error) {
      this.#onFailure(`The uploads of before cannot be read: ${plainReason(error)}`);
    }
  }

  /** Keeps blobs from being taken away, whether they are there or not, until this is disposed of. */
  hold(sha256s: readonly string[]): Disposable {
    for (const sha256 of sha256s) this.#held.hold(sha256);
    return {
      [Symbol.dispose]: () => {
        this.blobs.letGo(sha256s.filter((sha256) => this.#held.letGo(sha256)));
      },
    };
  }

  /** Takes away blobs that nobody needs; nobody has to wait for it. */
  tidyAtStart(): Promise<void> {
    return this.#once(async () => {
      // While it is not known which are held by uploads, none may go.
      await this.uploads.open();
      await this.blobs.collect();
    });
  }

  /** Takes away uploads that nothing comes for any more. */
  tidy(): Promise<void> {
    return this.#once(async () => void await this.uploads.collect());
  }

  /** Ends the worker. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.blobs.close();
    await this.#disk.close();
    await this.#collecting;
  }

  #once(work: () => Promise<void>): Promise<void> {
    return this.#collecting ??= work()
      .catch((error: unknown) => {
        // What the end has cut off is done at the next start.
        if (this.#ended.signal.aborted) return;
        this.#onFailure(`Files were not tidied up: ${String(error)}`);
      })
      .finally(() => this.#collecting = undefined);
  }
}
