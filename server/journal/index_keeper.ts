/** Keeps the search index up to date beside the commits, and the write-ahead log small. */
import { describe, type WorkerClient } from "../base/worker_client.ts";
import type { WriterCall } from "./writer_worker.ts";

/** Messages that are put into the search index at a time; bounds how long a commit waits for it. */
const INDEX_BATCH = 500;

/** For how long nothing is written before the index is brought up to date, in milliseconds. */
const INDEX_AFTER_MS = 200;

/**
 * How often the index gets one batch on a server on which something is always written, in
 * milliseconds: enough to keep up with 500 messages a second, and too little for commits to feel it.
 */
const INDEX_AT_LATEST_MS = 1_000;

/** Does in the writer what can wait. */
export class IndexKeeper {
  readonly #writer: WorkerClient<WriterCall>;
  readonly #onFailure: (message: string) => void;
  #indexing: Promise<void> | undefined;
  /** Whether the last run could not write, so that the index is behind. */
  #hasFailed = false;
  /** How many wait for the end of a run, whatever it was begun for. */
  #waiters = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latestTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(writer: WorkerClient<WriterCall>, onFailure: (message: string) => void) {
    this.#writer = writer;
    this.#onFailure = onFailure;
  }

  /**
   * Resolves when the search index holds everything that was committed when it was called, with true;
   * with false when it could not be brought up to date.
   */
  async indexed(): Promise<boolean> {
    // The run under way may have looked for the last time already; the next one is everybody's.
    const current = this.#indexing;
    this.#waiters += 1;
    if (current !== undefined) await current;
    // One that somebody else has begun meanwhile goes on to the end as well, as long as we wait.
    this.#indexing ??= this.#index(Infinity);
    await this.#indexing;
    this.#waiters -= 1;
    return !this.#hasFailed;
  }

  /** Something was written: begins once nothing more has been for a moment, and now and then without one. */
  soon(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#indexing ??= this.#index(Infinity);
    }, INDEX_AFTER_MS);
    this.#latestTimer ??= setTimeout(() => {
      this.#indexing ??= this.#index(1);
    }, INDEX_AT_LATEST_MS);
  }

  /** Begins nothing any more. */
  stop(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#latestTimer);
  }

  /** Resolves when nothing is under way. */
  async stopped(): Promise<void> {
    await this.#indexing;
  }

  /** What cannot be brought into the database is still in its log: nobody is refused for that. */
  async #checkpoint(): Promise<void> {
    try {
      await this.#writer.call({ call: "checkpoint" });
    } catch (error) {
      this.#onFailure(describe(error));
    }
  }

  async #index(batches: number): Promise<void> {
    clearTimeout(this.#latestTimer);
    this.#latestTimer = undefined;
    this.#hasFailed = false;
    let hasMore = true;
    try {
      for (let count = 0; hasMore && !this.#closed; count++) {
        if (count >= batches && this.#waiters === 0) break;
        hasMore = await this.#writer.call<boolean>({ call: "index", limit: INDEX_BATCH });
      }
    } catch (error) {
      this.#hasFailed = true;
      this.#onFailure(describe(error));
    }
    if (!hasMore) await this.#checkpoint();
    this.#indexing = undefined;
  }
}
