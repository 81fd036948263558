/**
 * Transactions of the writer, and what is known after one that the disk has failed.
 *
 * When SQLite cannot flush the end of a transaction, the transaction is not part of the database; but
 * its frames, the one that says that it is complete among them, may stand in the write-ahead log
 * behind the last good one, and whoever opens the file after a crash would take them for good. The
 * next transaction is written over them, so that they are gone for certain once one has gone through.
 */
import type { WriteStore } from "./write_store.ts";

/** Nobody knows whether what was to be written is there after a restart. */
export class UncertainError extends Error {
  override readonly name = "UncertainError";
}

/** Runs transactions on one connection, one at a time. */
export class Transactions {
  readonly #store: WriteStore;
  /** Whether there may be frames behind the last good one. */
  #isUncertain = false;

  constructor(store: WriteStore) {
    this.#store = store;
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
      this.#store.database.exec("COMMIT");
    } catch (cause) {
      this.#rollBack();
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
