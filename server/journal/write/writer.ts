/** Writes batches of entries to the database; the one place where anything changes. */
import type { DatabaseSync } from "node:sqlite";
import { ChatError } from "../../../protocol/errors.ts";
import { NONCE_LIFETIME_MS } from "../../../protocol/limits.ts";
import type { Appliers, Entry, EntryKind, EntryMap, EntryOf, Outcome } from "../entries.ts";
import { CONSOLE } from "../gate.ts";
import { WriteStore } from "../store.ts";
import { ACCOUNT_APPLIERS, freeNames } from "./accounts.ts";
import { MESSAGE_APPLIERS } from "./messages.ts";
import { READING_APPLIERS } from "./reading.ts";
import { ROOM_APPLIERS } from "./rooms.ts";
import { indexMore, mergeMore } from "./search_index.ts";
import { SESSION_APPLIERS, SESSION_LIFETIME_MS } from "./sessions.ts";
import { STAFF_APPLIERS } from "./staff.ts";

const APPLIERS: Appliers<EntryMap> = {
  ...ACCOUNT_APPLIERS,
  ...MESSAGE_APPLIERS,
  ...READING_APPLIERS,
  ...ROOM_APPLIERS,
  ...SESSION_APPLIERS,
  ...STAFF_APPLIERS,
};

/** Kinds of entries that take texts away. */
const ERASING: ReadonlySet<EntryKind> = new Set([
  "delete",
  "delete_account",
  "delete_room",
  "edit",
]);

/** Applies entries in order, each batch in one transaction. Not for concurrent use. */
export class Writer {
  readonly #store: WriteStore;
  #mustTruncate = false;

  constructor(database: DatabaseSync) {
    this.#store = new WriteStore(database);
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
   * Works on the search index: puts up to `limit` messages into it, or what is gone out of its file;
   * false when nothing is left to do.
   */
  index(limit: number): boolean {
    const hasMore = this.#transaction(() =>
      indexMore(this.#store, limit) || mergeMore(this.#store)
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

  /** Forgets sessions and nonces that are past their time, and frees names. */
  cleanUp(nowMs: number): void {
    this.#transaction(() => {
      this.#store.run("DELETE FROM sessions WHERE used_ms < ?", nowMs - SESSION_LIFETIME_MS);
      this.#store.run("DELETE FROM nonces WHERE time_ms < ?", nowMs - NONCE_LIFETIME_MS);
      freeNames(this.#store, nowMs);
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
      if (database.isTransaction) database.exec("ROLLBACK");
      this.#store.forgetIds();
      throw new Error("Cannot write to the database", { cause });
    }
  }

  /** Whoever has ended its account can do nothing any more, not even with what was on its way. */
  #checkActor(entry: Entry): void {
    const actor = "author" in entry ? entry.author : "account" in entry ? entry.account : undefined;
    if (actor === undefined || actor === CONSOLE || entry.kind === "seen") return;
    const row = this.#store.get("SELECT deleted_ms FROM accounts WHERE id = ?", actor);
    if (row === undefined || row["deleted_ms"] !== null) throw new ChatError("bad_credentials");
  }

  #outcome<K extends EntryKind>(entry: EntryOf<K>): Outcome {
    try {
      this.#checkActor(entry as Entry);
      if (ERASING.has(entry.kind)) this.#mustTruncate = true;
      const result = (APPLIERS[entry.kind] as Appliers<EntryMap>[K])(this.#store, entry);
      const announced = this.#store.announced.splice(0);
      return announced.length > 0 ? { result, announced } : { result };
    } catch (error) {
      // A refusal comes before the first change of its entry, so there is nothing to take back.
      if (error instanceof ChatError) {
        const { code, message, retryAfterSeconds } = error;
        return { refused: code, message, retryAfterSeconds };
      }
      throw error;
    }
  }
}
