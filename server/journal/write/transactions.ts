/**
 * Transactions of the writer, and what is known after one that the disk has failed.
 *
 * When SQLite cannot flush the end of a transaction, the transaction is not part of the database; but
 * its frames, the one that says that it is complete among them, may stand in the write-ahead log
 * behind the last good one, and whoever opens the file after a crash would take them for good. The
 * next transaction is written over them, so that they are gone for certain once one has gone through.
 */
import type { StatementSync } from "node:sqlite";
import type { WriteStore } from "./write_store.ts";

/** Nobody knows whether what was to be written is there after a restart. */
export class UncertainError extends Error {
  override readonly name = "UncertainError";
}

/** Codes of SQLite for a frame that could not be written, for want of room or otherwise. */
const NOT_WRITTEN: ReadonlySet<unknown> = new Set([13, 778]);

/** Whether the last frame of a transaction cannot be in the log, because writing it has failed. */
function isIncomplete(cause: unknown): boolean {
  return NOT_WRITTEN.has((cause as { errcode?: unknown }).errcode);
}

/** Runs transactions on one connection, one at a time. */
export class Transactions {
  readonly #store: WriteStore;
  /** Errors of statements have a code, those of `exec()` have none. */
  readonly #commit: StatementSync;
  /** Whether there may be frames behind the last good one. */
  #isUncertain = false;

  constructor(store: WriteStore) {
    this.#store = store;
    this.#commit = store.database.prepare("COMMIT");
  }

  /**
   * Commits what `act` does; when it throws, nothing of that was written, and nothing of it will be
   * there later.
   *
   * @throws {UncertainError} when that cannot be said.
   */
  run<T>(act: () => T): T {
    if (this.#isUncertain) this.#settle();
    const result = this.#begun(act);
    try {
      this.#commit.run();
    } catch (cause) {
      this.#rollBack();
      if (isIncomplete(cause)) throw new Error("Cannot write to the database", { cause });
      this.#isUncertain = true;
      try {
        this.#settle();
      } catch {
        throw new UncertainError("It is not known whether this was written", { cause });
      }
      throw new Error("Cannot write to the database", { cause });
    }
    return result;
  }

  /** Everything but the commit. */
  #begun<T>(act: () => T): T {
    this.#store.database.exec("BEGIN IMMEDIATE");
    try {
      const result = act();
      this.#store.keepCounters();
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** Overwrites what was not written for certain. Throws as long as the disk fails. */
  #settle(): void {
    const { database } = this.#store;
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec("UPDATE local SET value = value + 1 WHERE name = 'probes'; COMMIT");
    } catch (cause) {
      this.#rollBack();
      throw new Error("Cannot write to the database since its disk has failed", { cause });
    }
    this.#isUncertain = false;
  }

  #rollBack(): void {
    const { database } = this.#store;
    if (database.isTransaction) database.exec("ROLLBACK");
    this.#store.reload();
  }
}
