/**
 * The journal: the one place where things happen. Entries are appended, committed in groups by a
 * worker, and only then acknowledged and delivered.
 */
import { ChatError } from "../../protocol/errors.ts";
import type { CommitObserver } from "../base/observers.ts";
import { describe, type WorkerClient } from "../base/worker_client.ts";
import type { Durability } from "./database/database.ts";
import type { Entry, EntryKind, EntryOf, FieldsOf, Refused, ResultOf } from "./entries.ts";
import { JournalClock } from "./journal_clock.ts";
import { UNCERTAIN } from "./outcomes.ts";
import type { Announced } from "./records.ts";
import type { AnswerOf, Query, QueryKind, QueryMap } from "./queries.ts";
import { type Reader, ReaderPool } from "./reader_pool.ts";
import type { BatchReply, OpenReply, WriterCall } from "./writer_worker.ts";

/** Most entries that may wait for a commit; beyond that `append()` refuses with `busy`. */
const MAX_WAITING_ENTRIES = 65_536;

/** Most entries in one transaction; bounds how long the first of them waits for the last. */
const MAX_BATCH_ENTRIES = 4_096;

/** Messages that are put into the search index at a time; bounds how long a commit waits for it. */
const INDEX_BATCH = 500;

/** For how long nothing is written before the index is brought up to date, in milliseconds. */
const INDEX_AFTER_MS = 200;

/**
 * How often the index gets one batch on a server on which something is always written, in
 * milliseconds: enough to keep up with 500 messages a second, and too little for commits to feel it.
 */
const INDEX_AT_LATEST_MS = 1_000;

/** An entry that was committed, with its result. */
export type Committed = {
  [K in EntryKind]: {
    kind: K;
    /** With the time at which it happened. */
    entry: EntryOf<K>;
    result: ResultOf<K>;
    /** Whether somebody here waits for it. */
    isAwaited: boolean;
    /** What the server said of it in the staff's room. */
    announced?: Announced[] | undefined;
    /** The bytes of files (SHA-256) to which nothing refers any more. */
    freed?: readonly string[] | undefined;
    /** Whoever appended it, as was given with it; it is no part of what is stored. */
    from?: unknown;
  };
}[EntryKind];

/** What a journal is made of. */
export interface JournalOptions {
  writer: WorkerClient<WriterCall>;
  /** Starts a worker that reads; called whenever one more is needed. */
  startReader(): Reader;
  dataFolder: string;
  durability: Durability;
  /** Current time in milliseconds. */
  now(): number;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
  /**
   * Called with what was committed, in order, before the promises of `append()` resolve; and with the
   * greatest id there is by then, 0 where that is not known.
   */
  onCommitted(committed: readonly Committed[], lastId: number): void;
  /** Called with what went wrong inside the database. */
  onFailure(message: string): void;
  observer?: CommitObserver | undefined;
  /** Called when nothing can be stored any more. */
  onFatal(message: string): void;
}

/** A journal and the greatest id that it held when it was opened. */
export interface OpenedJournal {
  journal: Journal;
  lastId: number;
  /** The schema version that the database had before, of which a copy was kept; else undefined. */
  upgradedFrom: number | undefined;
}

/** An entry that is not written yet, and who waits here for what becomes of it. */
interface Waiting {
  entry: Entry;
  /** Undefined for an entry that comes from elsewhere. */
  caller: Caller | undefined;
}

interface Caller {
  from: unknown;
  resolve(result: ResultOf<EntryKind>): void;
  reject(error: ChatError): void;
}

/** Appends to and reads from the database of one data folder, off the event loop. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #clock: JournalClock;
  readonly #readers: ReaderPool;
  #waiting: Waiting[] = [];
  #committing: Promise<void> | undefined;
  /** Resolves when the group commit under way has been told. */
  #batch: Promise<void> | undefined;
  #indexing: Promise<void> | undefined;
  /** Whether the last run could not write, so that the index is behind. */
  #hasIndexFailed = false;
  /** How many wait for the end of a run, whatever it was begun for. */
  #indexWaiters = 0;
  #indexTimer: ReturnType<typeof setTimeout> | undefined;
  #indexLatestTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #refusalOf: (kind: EntryKind) => ChatError | undefined = () => undefined;

  private constructor(options: JournalOptions, readers: ReaderPool, lastTimeMs: number) {
    this.#options = options;
    this.#readers = readers;
    this.#clock = new JournalClock({ ...options, lastTimeMs });
  }

  /** Opens the database and brings its schema up to date. */
  static async open(options: JournalOptions): Promise<OpenedJournal> {
    const { writer, dataFolder, durability } = options;
    const opening = { call: "open", dataFolder, durability } as const;
    const { lastId, lastTimeMs, upgradedFrom } = await writer.call<OpenReply>(opening);
    const readers = new ReaderPool(options);
    try {
      await readers.open();
    } catch (error) {
      readers.terminate();
      throw error;
    }
    const journal = new Journal(options, readers, lastTimeMs);
    journal.#indexSoon();
    return { journal, lastId, upgradedFrom };
  }

  /**
   * Appends an entry, as of now; resolves after its commit. Entries are committed in the order of
   * the calls. `from` goes beside the entry, to whoever is told of the commit.
   *
   * @throws {ChatError} when the entry is refused, `busy` when too many wait, `internal` when it could
   * not be stored, `outcome_unknown` when it may be there or not.
   */
  append<K extends EntryKind>(
    kind: K,
    fields: FieldsOf<K>,
    from?: unknown,
  ): Promise<ResultOf<K>> {
    const refusal = this.#refusalOf(kind);
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.#waiting.length >= MAX_WAITING_ENTRIES || this.#closed) {
      return Promise.reject(new ChatError("busy"));
    }
    const entry = { ...fields, kind, timeMs: this.#clock.timeMs() } as unknown as Entry;
    return new Promise((resolve, reject) => {
      const caller = { from, resolve: resolve as Caller["resolve"], reject };
      this.#waiting.push({ entry, caller });
      this.#committing ??= this.#commitAll();
    });
  }

  /** How many entries wait for the next commit. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * The time that an entry would be stamped with now, in milliseconds since 1970: what ends at a time
   * of the journal is over by this clock, and not by one that somebody sets back.
   */
  get timeMs(): number {
    return this.#clock.timeMs();
  }

  /** Has this decide from now on which entries are not even tried, and with which error. */
  refuse(refusalOf: (kind: EntryKind) => ChatError | undefined): void {
    this.#refusalOf = refusalOf;
  }

  /**
   * Asks about what was committed, as of now; sees every entry whose `append()` has resolved.
   *
   * @throws {ChatError} when the query is refused, `busy` when too many wait.
   */
  query<K extends QueryKind>(kind: K, fields: QueryMap[K]["fields"]): Promise<AnswerOf<K>> {
    if (this.#closed) return Promise.reject(new ChatError("busy"));
    const query = { ...fields, kind, nowMs: this.#clock.timeMs() } as unknown as Query;
    return this.#readers.query(query) as Promise<AnswerOf<K>>;
  }

  /**
   * Resolves when everything that an answered query can have seen has been told to `onCommitted`: the
   * database may have a commit a moment before that.
   */
  async told(): Promise<void> {
    await this.#batch;
  }

  /**
   * Resolves when the search index holds everything that was committed when it was called, with true;
   * with false when it could not be brought up to date.
   */
  async indexed(): Promise<boolean> {
    // The run under way may have looked for the last time already; the next one is everybody's.
    const current = this.#indexing;
    this.#indexWaiters += 1;
    if (current !== undefined) await current;
    // One that somebody else has begun meanwhile goes on to the end as well, as long as we wait.
    this.#indexing ??= this.#index(Infinity);
    await this.#indexing;
    this.#indexWaiters -= 1;
    return !this.#hasIndexFailed;
  }

  /** Commits what waits, closes the database and ends the workers. Then nothing is taken any more. */
  async close(): Promise<void> {
    const { writer } = this.#options;
    this.#closed = true;
    clearTimeout(this.#indexTimer);
    clearTimeout(this.#indexLatestTimer);
    await this.#committing;
    await this.#indexing;
    await this.#readers.close();
    // A worker that has stopped by itself has nothing left to close.
    if (!writer.hasFailed) await writer.call({ call: "close" });
    writer.terminate();
  }

  /** Group commit: while one batch is written, whatever arrives makes the next one. */
  async #commitAll(): Promise<void> {
    // The first batch waits for the end of this turn, so that it takes all that came in with it.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH_ENTRIES);
      const entries = batch.map(({ entry }) => entry);
      const done = Promise.withResolvers<void>();
      this.#batch = done.promise;
      const committed = this.#options.observer?.began(entries.length);
      let reply: BatchReply;
      try {
        reply = await this.#options.writer.call<BatchReply>({ call: "commit", entries });
      } catch (error) {
        // The worker is gone; perhaps it was done with the commit, perhaps not.
        const outcomes = entries.map(() => UNCERTAIN);
        reply = { outcomes, failures: [describe(error)], lastId: 0, mustStop: false };
      }
      committed?.();
      for (const failure of reply.failures) this.#options.onFailure(failure);
      this.#settle(batch, reply);
      this.#batch = undefined;
      done.resolve();
      if (reply.mustStop) this.#stop(reply.failures.join("; "));
    }
    this.#committing = undefined;
    this.#indexSoon();
  }

  #settle(batch: readonly Waiting[], { outcomes, lastId }: BatchReply): void {
    const committed: Committed[] = [];
    for (const [index, { entry, caller }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined || !("result" in outcome)) continue;
      const { result, announced, freed, timeMs } = outcome;
      const timed = timeMs === undefined ? entry : { ...entry, timeMs };
      const { kind } = entry;
      const isAwaited = caller !== undefined;
      const from = caller?.from;
      committed.push(
        { kind, entry: timed, result, announced, freed, from, isAwaited } as Committed,
      );
    }
    this.#options.onCommitted(committed, lastId);
    for (const [index, { entry, caller }] of batch.entries()) {
      if (caller === undefined) continue;
      const outcome = outcomes[index] ?? UNCERTAIN;
      if ("result" in outcome) caller.resolve(outcome.result);
      else {
        // What kept it from being written may be known by now.
        const known = outcome.refused === "internal" ? this.#refusalOf(entry.kind) : undefined;
        caller.reject(known ?? refusalOf(outcome));
      }
    }
  }

  /** Takes nothing any more, and refuses what waits: the database would not be what it should. */
  #stop(reason: string): void {
    this.#closed = true;
    for (const { caller } of this.#waiting.splice(0)) caller?.reject(new ChatError("internal"));
    this.#options.onFatal(`Nothing can be stored any more: ${reason}`);
  }

  /** Once nothing has been written for a moment, and now and then where there is no such moment. */
  #indexSoon(): void {
    if (this.#closed) return;
    clearTimeout(this.#indexTimer);
    this.#indexTimer = setTimeout(() => {
      this.#indexing ??= this.#index(Infinity);
    }, INDEX_AFTER_MS);
    this.#indexLatestTimer ??= setTimeout(() => {
      this.#indexing ??= this.#index(1);
    }, INDEX_AT_LATEST_MS);
  }

  /** What cannot be brought into the database is still in its log: nobody is refused for that. */
  async #checkpoint(): Promise<void> {
    try {
      await this.#options.writer.call({ call: "checkpoint" });
    } catch (error) {
      this.#options.onFailure(describe(error));
    }
  }

  async #index(batches: number): Promise<void> {
    clearTimeout(this.#indexLatestTimer);
    this.#indexLatestTimer = undefined;
    this.#hasIndexFailed = false;
    let hasMore = true;
    try {
      for (let count = 0; hasMore && !this.#closed; count++) {
        if (count >= batches && this.#indexWaiters === 0) break;
        hasMore = await this.#options.writer.call<boolean>({ call: "index", limit: INDEX_BATCH });
      }
    } catch (error) {
      this.#hasIndexFailed = true;
      this.#options.onFailure(describe(error));
    }
    if (!hasMore) await this.#checkpoint();
    this.#indexing = undefined;
  }
}

function refusalOf({ detail, message, refused, retryAfterSeconds }: Refused): ChatError {
  return new ChatError(refused, message, { detail, retryAfterSeconds });
}
