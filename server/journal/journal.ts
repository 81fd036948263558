/**
 * The journal: the one place where things happen. Entries are appended, get their place in the log, are
 * committed in groups by a worker, and only then acknowledged and delivered.
 */
import { ChatError } from "../../protocol/errors.ts";
import type { CommitObserver } from "../base/observers.ts";
import { Waiters } from "../base/waiters.ts";
import { describe, type WorkerClient } from "../base/worker_client.ts";
import type { Durability } from "./database/database.ts";
import type { Entry, EntryKind, EntryOf, FieldsOf, Refused, ResultOf } from "./entries.ts";
import { IndexKeeper } from "./index_keeper.ts";
import { JournalClock } from "./journal_clock.ts";
import { EmbeddedLog } from "./log/embedded_log.ts";
import type { EntryLog, OrderedBatch } from "./log/entry_log.ts";
import { type Caller, Proposer, type ProposerIdentity } from "./log/proposer.ts";
import { UNCERTAIN } from "./outcomes.ts";
import type { Announced } from "./records.ts";
import type { AnswerOf, Query, QueryKind, QueryMap } from "./queries.ts";
import { type Reader, ReaderPool } from "./reader_pool.ts";
import type { BatchReply, LogPlace, OpenReply, WriterCall } from "./writer_worker.ts";

/**
 * After how many milliseconds without news of a shared log whoever waits is told so: longer than its
 * servers take to agree on another leader.
 */
const LOG_PATIENCE_MS = 8_000;

/** How long a journal that is closed waits for a shared log, in milliseconds. */
const CLOSE_WITHIN_MS = 2_000;

/** An entry that was committed, with its result. */
export type Committed = {
  [K in EntryKind]: {
    kind: K;
    /** With the time at which it happened. */
    entry: EntryOf<K>;
    result: ResultOf<K>;
    /** Whether somebody here waits for it. */
    isAwaited: boolean;
    /** Whether it was appended here, since this start; what other nodes append is committed here, too. */
    isOwn: boolean;
    /** What the server said of it in the staff's room. */
    announced?: Announced[] | undefined;
    /** The bytes of files (SHA-256) to which nothing refers any more. */
    freed?: readonly string[] | undefined;
    /** Whoever appended it, as was given with it; it is no part of what is stored. */
    from?: unknown;
  };
}[EntryKind];

/** How a journal shares a log with others. */
export interface Sharing {
  log: EntryLog;
  /** What this server is called among them. */
  node: string;
  /** By chance, for this start. */
  run: string;
  /** Which of all clusters it is. */
  cluster: string;
  /** Whether the log begins with this database. */
  isFounding: boolean;
  /** What the program of this node can; see log/levels.ts. */
  level: number;
}

/** Why a node cannot go on whose program is older than what the others have agreed on. */
const NEWER_PROGRAM =
  "the other nodes of this cluster run a newer program, which this one has to have too";

/** What a journal is made of. */
export interface JournalOptions {
  writer: WorkerClient<WriterCall>;
  /** Starts a worker that reads; called whenever one more is needed. */
  startReader(): Reader;
  dataFolder: string;
  durability: Durability;
  /** Undefined for a server by itself. */
  sharing?: Sharing | undefined;
  /** Current time in milliseconds. */
  now(): number;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
  /**
   * Called with what was committed, in order, before the promises of `append()` resolve; and with the
   * greatest id there is by then, 0 where that is not known.
   */
  onCommitted(committed: readonly Committed[], lastId: number): void;
  /** Called with how far the database has come in a shared log, after each batch. */
  onPlace?(place: LogPlace): void;
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

/** Appends to and reads from the database of one data folder, off the event loop. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #clock: JournalClock;
  readonly #readers: ReaderPool;
  readonly #log: EntryLog;
  readonly #proposer: Proposer<ResultOf<EntryKind>>;
  readonly #index: IndexKeeper;
  /** Which batches are this node's own. */
  #own: ProposerIdentity | undefined;
  #place: LogPlace;
  /** Resolves when the batch under way has been told. */
  #batch: Promise<void> | undefined;
  readonly #placeReached = new Waiters();
  /** Whether nothing is appended any more, and whether nothing is taken any more. */
  #closed = false;
  #hasEnded = false;
  #stoppedBecause: string | undefined;
  readonly #refusals: ((kind: EntryKind) => ChatError | undefined)[] = [];

  private constructor(options: JournalOptions, readers: ReaderPool, opened: OpenReply) {
    this.#options = options;
    this.#readers = readers;
    this.#clock = new JournalClock({ ...options, lastTimeMs: opened.lastTimeMs });
    this.#place = opened.place ?? { position: 0, digest: "", level: 1, timeMs: 0 };
    this.#index = new IndexKeeper(options.writer, (message) => options.onFailure(message));
    this.#log = options.sharing?.log ?? new EmbeddedLog();
    this.#proposer = new Proposer({
      log: this.#log,
      elapsed: () => options.elapsed(),
      patienceMs: options.sharing && LOG_PATIENCE_MS,
    });
  }

  /** Opens the database and brings its schema up to date. */
  static async open(options: JournalOptions): Promise<OpenedJournal> {
    const { writer, dataFolder, durability, sharing } = options;
    const shared = sharing && {
      cluster: sharing.cluster,
      isFounding: sharing.isFounding,
      level: sharing.level,
    };
    const opening = { call: "open", dataFolder, durability, shared } as const;
    const opened = await writer.call<OpenReply>(opening);
    const readers = new ReaderPool(options);
    try {
      await readers.open();
    } catch (error) {
      readers.terminate();
      throw error;
    }
    const journal = new Journal(options, readers, opened);
    journal.#index.soon();
    return { journal, lastId: opened.lastId, upgradedFrom: opened.upgradedFrom };
  }

  /**
   * Takes what stands in the log, and whatever comes; resolves when everything is committed that stood
   * there. What is appended before waits for that. To be called once, when whoever is told of commits
   * is there.
   */
  async begin(): Promise<void> {
    const { sharing, writer } = this.#options;
    this.#log.follow(this.#place.position, (batch) => this.#take(batch));
    if (sharing === undefined) return this.#beginAs({ node: "", epoch: 1, run: "" });
    const last = await sharing.log.last();
    await this.#placeReached.until(() => this.#place.position >= last || this.#closed);
    if (this.#stoppedBecause !== undefined) throw new Error(this.#stoppedBecause);
    const { node, run } = sharing;
    const epoch = await writer.call<number>({ call: "epoch", node }) + 1;
    this.#beginAs({ node, epoch, run });
  }

  #beginAs(identity: ProposerIdentity): void {
    this.#own = identity;
    this.#proposer.begin(identity);
  }

  /** Whether it shares a log with others. */
  get isShared(): boolean {
    return this.#options.sharing !== undefined;
  }

  /** How far it has come in the log that it shares. */
  get place(): LogPlace {
    return this.#place;
  }

  /** In which of its lives this node is; 0 before it has begun. */
  get epoch(): number {
    return this.#own?.epoch ?? 0;
  }

  /** Batches that it keeps, from a position on, in their order: what the log has lost is put back from there. */
  keptBatches(
    from: number,
    limit: number,
  ): Promise<{ position: number; bytes: Uint8Array<ArrayBuffer> }[]> {
    return this.#options.writer.call({ call: "kept", from, limit });
  }

  /** The names of all nodes that have ever appended something to the log that it shares. */
  knownNodes(): Promise<string[]> {
    return this.#options.writer.call({ call: "nodes" });
  }

  /** Whether a shared log has not been heard of for so long that what is appended is refused. */
  get isCutOff(): boolean {
    return this.#proposer.isCutOff;
  }

  /**
   * Appends an entry, as of now; resolves after its commit. Entries are committed in the order of
   * the calls. `from` goes beside the entry, to whoever is told of the commit.
   *
   * @throws {ChatError} when the entry is refused, `busy` when too many wait or a shared log cannot be
   * reached, `internal` when it could not be stored, `outcome_unknown` when it may be there or not.
   */
  append<K extends EntryKind>(
    kind: K,
    fields: FieldsOf<K>,
    from?: unknown,
  ): Promise<ResultOf<K>> {
    const refusal = this.#refusalOf(kind);
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.#closed || this.#proposer.isFull) return Promise.reject(new ChatError("busy"));
    const entry = { ...fields, kind, timeMs: this.#clock.timeMs() } as unknown as Entry;
    return new Promise((resolve, reject) => {
      const caller = { from, resolve: resolve as Caller<unknown>["resolve"], reject };
      this.#proposer.add(entry, caller);
    });
  }

  /** How many entries wait for the next commit. */
  get waiting(): number {
    return this.#proposer.waiting;
  }

  /**
   * The time that an entry would be stamped with now, in milliseconds since 1970: what ends at a time
   * of the journal is over by this clock, and not by one that somebody sets back.
   */
  get timeMs(): number {
    return this.#clock.timeMs();
  }

  /** Has this decide, too, from now on which entries are not even tried, and with which error. */
  refuse(refusalOf: (kind: EntryKind) => ChatError | undefined): void {
    this.#refusals.push(refusalOf);
  }

  #refusalOf(kind: EntryKind): ChatError | undefined {
    for (const refusalOf of this.#refusals) {
      const refusal = refusalOf(kind);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
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
  indexed(): Promise<boolean> {
    return this.#index.indexed();
  }

  /** Commits what waits, closes the database and ends the workers. Then nothing is taken any more. */
  async close(): Promise<void> {
    const { writer, sharing } = this.#options;
    this.#closed = true;
    this.#index.stop();
    const late = Promise.withResolvers<void>();
    const timer = sharing && setTimeout(late.resolve, CLOSE_WITHIN_MS);
    await Promise.race([this.#proposer.idle(), late.promise]);
    clearTimeout(timer);
    this.#hasEnded = true;
    this.#proposer.close(new ChatError("busy"));
    await this.#log.close();
    await this.#batch;
    await this.#index.stopped();
    await this.#readers.close();
    // A worker that has stopped by itself has nothing left to close.
    if (!writer.hasFailed) await writer.call({ call: "close" });
    writer.terminate();
  }

  /** Group commit: what the log gives is applied, and everybody told. Never rejects. */
  async #take(batch: OrderedBatch): Promise<void> {
    if (this.#hasEnded) return;
    if (this.#isOfNamesake(batch)) {
      return this.#stop(`another server of the cluster is called "${batch.node}", too`);
    }
    const done = Promise.withResolvers<void>();
    this.#batch = done.promise;
    const { entries } = batch;
    const committed = this.#options.observer?.began(entries.length);
    let reply: BatchReply;
    try {
      reply = await this.#options.writer.call<BatchReply>({
        call: "commit",
        entries: entries as Entry[],
        ordered: orderOf(batch, batch.isFollowed === true && !this.#isOwn(batch)),
      });
    } catch (error) {
      // The worker is gone; perhaps it was done with the commit, perhaps not.
      const outcomes = entries.map(() => UNCERTAIN);
      reply = { outcomes, failures: [describe(error)], lastId: 0, mustStop: false };
    }
    committed?.();
    for (const failure of reply.failures) this.#options.onFailure(failure);
    if (!reply.isPassedOver) this.#settle(batch, reply);
    if (reply.place !== undefined) {
      this.#place = reply.place;
      this.#clock.reached(reply.place.timeMs);
      this.#options.onPlace?.(reply.place);
    }
    this.#batch = undefined;
    done.resolve();
    this.#placeReached.wake();
    if (reply.mustStop) return this.#stop(reply.failures.join("; "));
    const { level = Infinity } = this.#options.sharing ?? {};
    // What comes next may be nothing that this program would make the same of as the others.
    if (this.#place.level > level) return this.#stop(NEWER_PROGRAM);
    this.#proposer.goOn();
    this.#index.soon();
  }

  /** Whether somebody else makes batches as this node: a later life of it, or one at the same time. */
  #isOfNamesake({ node, epoch, run }: OrderedBatch): boolean {
    const own = this.#own;
    if (own === undefined || node !== own.node) return false;
    return epoch > own.epoch || epoch === own.epoch && run !== own.run;
  }

  #isOwn({ node, epoch }: OrderedBatch): boolean {
    return node === this.#own?.node && epoch === this.#own.epoch;
  }

  #settle(batch: OrderedBatch, { outcomes, lastId }: BatchReply): void {
    const isOwn = this.#isOwn(batch);
    const callers = isOwn ? this.#proposer.taken(batch.number) : [];
    const committed: Committed[] = [];
    for (const [index, entry] of batch.entries.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined || !("result" in outcome)) continue;
      const { result, announced, freed, timeMs } = outcome;
      const timed = timeMs === undefined ? entry : { ...entry, timeMs };
      const { kind } = entry;
      const caller = callers[index];
      const told = { isOwn, isAwaited: caller !== undefined, from: caller?.from };
      committed.push({ kind, entry: timed, result, announced, freed, ...told } as Committed);
    }
    this.#options.onCommitted(committed, lastId);
    for (const [index, entry] of batch.entries.entries()) {
      const caller = callers[index];
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
    this.#hasEnded = true;
    this.#stoppedBecause = reason;
    this.#index.stop();
    this.#proposer.close(new ChatError("internal"));
    this.#placeReached.wake();
    void this.#log.close();
    this.#options.onFatal(`Nothing can be stored any more: ${reason}`);
  }
}

/** What the writer has to know of a batch of a shared log; undefined where nobody shares it. */
function orderOf(
  { position, node, epoch, number, bytes }: OrderedBatch,
  isFlushedLater: boolean,
): WriterCallOrder {
  if (position === undefined || bytes === undefined) return undefined;
  return { position, node, epoch, number, bytes, isFlushedLater };
}

type WriterCallOrder = Extract<WriterCall, { call: "commit" }>["ordered"];

function refusalOf({ detail, message, refused, retryAfterSeconds }: Refused): ChatError {
  return new ChatError(refused, message, { detail, retryAfterSeconds });
}
