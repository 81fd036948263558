/** Writes batches of entries to the database; the one place where anything changes. */
import type { DatabaseSync } from "node:sqlite";
import { ChatError } from "../../../protocol/errors.ts";
import { NONCE_LIFETIME_MS } from "../../../protocol/limits.ts";
import type { Appliers } from "../applier.ts";
import type { Entry, EntryKind, EntryMap, EntryOf, Outcome } from "../entries.ts";
import type { PatternEngine } from "../filters/pattern_engine.ts";
import { isAccount } from "../actors.ts";
import { WriteStore } from "./write_store.ts";
import { ACCOUNT_APPLIERS, freeNames } from "./accounts.ts";
import { CONSOLE_APPLIERS } from "./console.ts";
import { FILTER_APPLIERS } from "./filters.ts";
import { ADMISSION_APPLIERS } from "./admission.ts";
import { CREDENTIAL_APPLIERS } from "./credentials.ts";
import { clearDeletedRooms } from "./deleted_rooms.ts";
import { MEASURE_APPLIERS } from "./measures.ts";
import { MESSAGE_APPLIERS } from "./messages.ts";
import { PURGE_APPLIERS } from "./purges.ts";
import { READING_APPLIERS } from "./reading.ts";
import { forgetReports, REPORT_APPLIERS } from "./reports.ts";
import { checkNotBanned } from "./restraints.ts";
import { ROOM_ORDER_APPLIERS } from "./room_orders.ts";
import { ROOM_APPLIERS } from "./rooms.ts";
import { indexMore, mergeMore } from "./search_index.ts";
import { SESSION_APPLIERS, SESSION_LIFETIME_MS } from "./sessions.ts";
import { SIMULATION_APPLIERS } from "./simulations.ts";
import { STAFF_APPLIERS } from "./staff.ts";

const APPLIERS: Appliers<EntryMap> = {
  ...ACCOUNT_APPLIERS,
  ...CONSOLE_APPLIERS,
  ...FILTER_APPLIERS,
  ...ADMISSION_APPLIERS,
  ...CREDENTIAL_APPLIERS,
  ...MEASURE_APPLIERS,
  ...MESSAGE_APPLIERS,
  ...PURGE_APPLIERS,
  ...READING_APPLIERS,
  ...REPORT_APPLIERS,
  ...ROOM_APPLIERS,
  ...ROOM_ORDER_APPLIERS,
  ...SESSION_APPLIERS,
  ...SIMULATION_APPLIERS,
  ...STAFF_APPLIERS,
};

/** Kinds of entries that take texts away. */
const ERASING: ReadonlySet<EntryKind> = new Set([
  "delete",
  "delete_account",
  "delete_room",
  "edit",
  "end_account",
  "erase_own",
  "purge",
]);

/** Applies entries in order, each batch in one transaction. Not for concurrent use. */
export class Writer {
  readonly #store: WriteStore;
  #mustTruncate = false;

  constructor(database: DatabaseSync) {
    this.#store = new WriteStore(database);
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

  /**
   * Commits all entries at once and returns their outcomes in the same order. An entry that is
   * refused changes nothing and does not hinder the others. When it throws, nothing was written.
   */
  commit(entries: readonly Entry[]): Outcome[] {
    return this.#transaction(() => entries.map((entry) => this.#outcome(entry)));
  }

  /**
   * Does what can wait: puts up to `limit` messages into the search index, clears that many away of a
   * room that was deleted, or takes what is gone out of the file; false when nothing is left to do.
   */
  index(limit: number): boolean {
    const hasMore = this.#transaction(() =>
      indexMore(this.#store, limit) || clearDeletedRooms(this.#store, limit) ||
      mergeMore(this.#store)
    );
    if (!hasMore) this.#truncateLog();
    return hasMore;
  }

  /** Has nothing of an erased text stay in the write-ahead log, where readers let it. */
  #truncateLog(): void {
    if (!this.#mustTruncate) return;
    const row = this.#store.get("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#mustTruncate = row?.["busy"] !== 0;
  }

  /**
   * Forgets sessions, reports and up to `limit` nonces that are past their time, and frees names; true
   * when there may be more of them.
   */
  cleanUp(nowMs: number, limit: number): boolean {
    return this.#transaction(() => {
      this.#store.run("DELETE FROM sessions WHERE used_ms < ?", nowMs - SESSION_LIFETIME_MS);
      freeNames(this.#store, nowMs);
      forgetReports(this.#store, nowMs);
      const { changes } = this.#store.run(
        `DELETE FROM nonces WHERE (account, nonce) IN (
           SELECT account, nonce FROM nonces WHERE time_ms < ? LIMIT ?)`,
        nowMs - NONCE_LIFETIME_MS,
        limit,
      );
      return changes === limit;
    });
  }

  #transaction<T>(act: () => T): T {
    const { database } = this.#store;
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = act();
      this.#store.keepIds();
      database.exec("COMMIT");
      return result;
    } catch (cause) {
      this.#store.announced.length = 0;
      this.#store.filters.forget();
      if (database.isTransaction) database.exec("ROLLBACK");
      this.#store.forgetIds();
      throw new Error("Cannot write to the database", { cause });
    }
  }

  /** Whoever was banned or has ended its account can do nothing, not even with what was on its way. */
  #checkActor(entry: Entry): void {
    const { actor } = entry;
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

  #outcome<K extends EntryKind>(entry: EntryOf<K>): Outcome {
    try {
      this.#store.timeMs = entry.timeMs;
      this.#checkActor(entry as Entry);
      if (ERASING.has(entry.kind)) this.#mustTruncate = true;
      const result = (APPLIERS[entry.kind] as Appliers<EntryMap>[K])(this.#store, entry);
      const announced = this.#store.announced.splice(0);
      return announced.length > 0 ? { result, announced } : { result };
    } catch (error) {
      // A refusal comes before the first change of its entry, so there is nothing to take back.
      if (error instanceof ChatError) {
        const { code, detail, message, retryAfterSeconds } = error;
        return { refused: code, message, retryAfterSeconds, detail };
      }
      throw error;
    }
  }
}
