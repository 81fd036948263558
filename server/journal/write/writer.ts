/** Writes batches of entries to the database; the one place where anything changes. */
import type { DatabaseSync } from "node:sqlite";
import { ChatError } from "../../../protocol/errors.ts";
import { plainReason } from "../../base/plain_reason.ts";
import { describe } from "../../base/worker_client.ts";
import { isAccount } from "../actors.ts";
import type { Appliers } from "../applier.ts";
import type { Entry, EntryKind, EntryMap, EntryOf, Outcome } from "../entries.ts";
import type { PatternEngine } from "../filters/pattern_engine.ts";
import { FAILED } from "../outcomes.ts";
import { noteWrongCodes } from "./accounts/wrong_codes.ts";
import { APPLIERS } from "./appliers.ts";
import { checkNotBanned } from "./order/restraints.ts";
import { takeFreed } from "./files/kept_files.ts";
import { noteLooks } from "./messages/screening.ts";
import { indexMore, mergeMore } from "./messages/search_index.ts";
import { isNext, noteBatch, type Ordered } from "./cluster/shared_log.ts";
import { Transactions } from "./transactions.ts";
import { WriteStore } from "./write_store.ts";

/** Four times what the write-ahead log grows to before SQLite brings it into the database. */
const OVERDUE_LOG_BYTES = 16 * 1_024 * 1_024;

/** Kinds of entries that take texts, files and secrets away. */
const ERASING: ReadonlySet<EntryKind> = new Set([
  "change_keys",
  "clear_deleted_rooms",
  "delete",
  "delete_account",
  "delete_room",
  "edit",
  "end_account",
  "erase_own",
  "expire_messages",
  "forget",
  "purge",
]);

/**
 * An entry that this program cannot apply: whoever applies others after it would have another
 * database than everybody else, so nothing may be applied any more.
 */
export class UnknownEntryError extends Error {
  override readonly name = "UnknownEntryError";
}

/** What became of the entries of a batch, in their order. */
export interface CommitReply {
  outcomes: Outcome[];
  /** Whether nothing was applied, because it is not the next batch of its node: it was applied before. */
  isPassedOver?: true;
  /** What went wrong inside, for the log. */
  failures: string[];
}

/** A refusal after something was changed, or a fault: what the entry changed must be undone. */
class MustUndo extends Error {}

/** Applies entries in order, each batch in one transaction. Not for concurrent use. */
export class Writer {
  readonly #store: WriteStore;
  readonly #transactions: Transactions;
  #mustTruncate = true;
  #flushes = true;

  constructor(database: DatabaseSync) {
    this.#store = new WriteStore(database);
    this.#transactions = new Transactions(this.#store);
  }

  /** Whether {@linkcode usePatterns} must be called before these entries are committed. */
  needsPatterns(entries: readonly Entry[]): boolean {
    const { filters } = this.#store;
    if (filters.engine !== undefined) return false;
    return entries.some((entry) => entry.kind === "filter" && entry.match === "pattern") ||
      filters.hasPatterns(this.#store);
  }

  /** Takes what patterns are made with. */
  usePatterns(engine: PatternEngine): void {
    this.#store.filters.engine = engine;
  }

  /** The greatest id that a message or a change has. */
  get lastId(): number {
    return this.#store.lastId;
  }

  /** What the entries were applied to. */
  get store(): WriteStore {
    return this.#store;
  }

  /** The time of the last entry, in milliseconds; 0 before the first. */
  get lastTimeMs(): number {
    return this.#store.lastTimeMs;
  }

  /**
   * Commits all entries at once and returns their outcomes in the same order. An entry that is
   * refused changes nothing (but what counts against its author: looking at it, a wrong code) and does not hinder the
   * others. When it throws, nothing was written. With `ordered`, the place of the batch in the log is
   * noted in the same transaction.
   *
   * @throws {UncertainError} when the disk failed so that nobody knows whether they are there.
   * @throws {UnknownEntryError} when there is one that this program does not know.
   */
  commit(entries: readonly Entry[], ordered?: Ordered): CommitReply {
    this.#flush(ordered?.isFlushedLater !== true);
    const failures: string[] = [];
    const apply = (entry: Entry) => this.#outcome(entry);
    const applyAlone = (entry: Entry) => this.#outcomeAlone(entry, failures);
    try {
      return { ...this.#run(entries, apply, ordered), failures };
    } catch (error) {
      // With savepoints each entry takes a third longer, and what they are for hardly ever happens.
      if (!(error instanceof MustUndo)) throw error;
      return { ...this.#run(entries, applyAlone, ordered), failures };
    }
  }

  /**
   * Has transactions wait for the disk from now on, or not. One that does waits for all before it: SQLite
   * flushes the whole log.
   */
  #flush(flushes: boolean): void {
    if (flushes === this.#flushes) return;
    this.#flushes = flushes;
    this.#store.database.exec(`PRAGMA synchronous = ${flushes ? "FULL" : "NORMAL"}`);
  }

  #run(
    entries: readonly Entry[],
    apply: (entry: Entry) => Outcome,
    ordered: Ordered | undefined,
  ): Pick<CommitReply, "outcomes" | "isPassedOver"> {
    if (ordered === undefined) {
      return { outcomes: this.#transactions.run(() => entries.map(apply)) };
    }
    return this.#transactions.run(() => {
      const isPassedOver = !isNext(this.#store, ordered);
      const outcomes = isPassedOver ? [] : entries.map(apply);
      noteBatch(this.#store, ordered, isPassedOver ? undefined : outcomes);
      return isPassedOver ? { outcomes, isPassedOver } : { outcomes };
    });
  }

  /**
   * Does what can wait: puts up to `limit` messages into the search index, or takes what is gone out
   * of its file; false when nothing is left to do.
   */
  index(limit: number): boolean {
    return this.#transactions.run(() => indexMore(this.#store, limit) || mergeMore(this.#store));
  }

  /**
   * Brings the write-ahead log into the database where that is due: SQLite does so by itself now and
   * then, and does not tell when it cannot.
   *
   * @throws when the disk fails; what was committed is in the log then, and stays there.
   */
  checkpoint(): void {
    try {
      if (this.#mustTruncate) this.truncateLog();
      else if (this.#isLogOverdue()) this.#store.get("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (cause) {
      const what = "Cannot bring the write-ahead log into the database";
      throw new Error(`${what}: ${plainReason(cause)}`);
    }
  }

  #isLogOverdue(): boolean {
    const path = this.#store.database.location();
    try {
      return path !== null && Deno.statSync(`${path}-wal`).size > OVERDUE_LOG_BYTES;
    } catch {
      return false; // There is none, or it cannot be looked at.
    }
  }

  /**
   * Has nothing of an erased text stay in the write-ahead log, where readers let it; also what was
   * erased before this writer was opened.
   */
  truncateLog(): void {
    if (!this.#mustTruncate) return;
    const row = this.#store.get("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#mustTruncate = row?.["busy"] !== 0;
  }

  /** Whoever was banned or has ended its account can do nothing, not even with what was on its way. */
  #checkActor({ actor }: Entry): void {
    if (!isAccount(actor)) return;
    // Nearly everybody is neither, and one column is read faster than two.
    const isFree = this.#store.get(
      "SELECT 1 FROM accounts WHERE id = ? AND deleted_ms IS NULL AND banned_until_ms IS NULL",
      actor,
    );
    if (isFree !== undefined) return;
    const row = this.#store.get(
      "SELECT deleted_ms, banned_until_ms FROM accounts WHERE id = ?",
      actor,
    );
    if (row === undefined || row["deleted_ms"] !== null) throw new ChatError("bad_credentials");
    checkNotBanned(this.#store, actor, row["banned_until_ms"]);
  }

  /** Applies an entry. Throws when it has changed something and yet must not. */
  #outcome(entry: Entry): Outcome {
    const { lastTimeMs } = this.#store;
    try {
      return this.#applied(entry);
    } catch (error) {
      if (error instanceof UnknownEntryError || isAboutStorage(error)) throw error;
      if (!(error instanceof ChatError) || this.#store.hasChanged) throw new MustUndo();
      return this.#refused(error, lastTimeMs);
    }
  }

  /** Applies an entry within a savepoint, so that all that it has changed can be undone. */
  #outcomeAlone(entry: Entry, failures: string[]): Outcome {
    const store = this.#store;
    const { database, lastId, lastTimeMs } = store;
    database.exec("SAVEPOINT entry");
    try {
      return this.#applied(entry);
    } catch (error) {
      if (error instanceof UnknownEntryError || isAboutStorage(error)) throw error;
      database.exec("ROLLBACK TO entry");
      store.returnTo({ lastId, lastTimeMs });
      store.announced.length = 0;
      store.filters.forget();
      if (error instanceof ChatError) return this.#refused(error, lastTimeMs);
      store.looks.length = 0;
      store.wrongCodes.length = 0;
      failures.push(describe(error));
      return FAILED;
    } finally {
      if (database.isTransaction) database.exec("RELEASE entry");
    }
  }

  #applied<K extends EntryKind>(entry: EntryOf<K>): Outcome {
    const store = this.#store;
    if (!Object.hasOwn(APPLIERS, entry.kind)) {
      throw new UnknownEntryError(`There is an entry of the unknown kind "${entry.kind}"`);
    }
    store.begin(entry.timeMs);
    this.#checkActor(entry as Entry);
    if (ERASING.has(entry.kind)) this.#mustTruncate = true;
    const { timeMs } = store;
    const timed = timeMs === entry.timeMs ? entry : { ...entry, timeMs };
    const result = (APPLIERS[entry.kind] as Appliers<EntryMap>[K])(store, timed);
    if (store.looks.length > 0) noteLooks(store);
    const freed = ERASING.has(entry.kind) ? takeFreed(store) : [];
    const announced = store.announced.splice(0);
    return {
      result,
      ...(announced.length > 0 ? { announced } : {}),
      ...(freed.length > 0 ? { freed } : {}),
      ...(timed === entry ? {} : { timeMs }),
    };
  }

  /** A refusal leaves the time as it was before the entry (`lastTimeMs`). */
  #refused({ code, detail, message, retryAfterSeconds }: ChatError, lastTimeMs: number): Outcome {
    const store = this.#store;
    if (store.looks.length > 0) noteLooks(store);
    if (store.wrongCodes.length > 0) noteWrongCodes(store);
    store.returnTo({ lastId: store.lastId, lastTimeMs });
    return { refused: code, message, retryAfterSeconds, detail };
  }
}

/** Codes of SQLite (PERM to CANTOPEN, and NOTADB) that say nothing about the statement. */
const STORAGE_CODES: ReadonlySet<number> = new Set([3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 22, 26]);

/** Whether it is the database that has failed, not an entry that it could not take. */
function isAboutStorage(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode;
  return code !== undefined && STORAGE_CODES.has(code & 0xff);
}
