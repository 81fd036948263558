/** What entries are applied to: the database, its sequence of ids, its time, and what is kept beside. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { FilterCache } from "../filters/filter_cache.ts";
import type { Announced } from "../records.ts";
import { type Row, Store } from "../database/store.ts";

/** The store of the writer, which gives out the ids of messages and of changes to them. */
export class WriteStore extends Store {
  /** What the server said in the staff's room since this was emptied last. */
  readonly announced: Announced[] = [];
  /** What may be said, compiled. */
  readonly filters = new FilterCache();
  /** What looking at texts with filters took since this was emptied last. */
  readonly looks: { account: number; steps: number }[] = [];
  /** Codes that were wrong since this was emptied last, with the place that each counts for. */
  readonly wrongCodes: { account: number; place: string }[] = [];
  /** Whether anything was changed since this was set to false last. */
  hasChanged = false;
  #lastId = 0;
  #lastTimeMs = 0;
  #stored = { id: 0, timeMs: 0 };

  constructor(database: DatabaseSync) {
    super(database);
    this.reload();
  }

  /** The greatest id given out. */
  get lastId(): number {
    return this.#lastId;
  }

  /** The time of the entry that was applied last. */
  get lastTimeMs(): number {
    return this.#lastTimeMs;
  }

  /** Changes something; returns the rowid of what was inserted and how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): { id: number; changes: number } {
    this.hasChanged = true;
    const { lastInsertRowid, changes } = this.prepared(sql).run(...values);
    return { id: Number(lastInsertRowid), changes: Number(changes) };
  }

  /** Changes something; returns the rows that `RETURNING` names, in no order. */
  runReturning(sql: string, ...values: SQLInputValue[]): Row[] {
    this.hasChanged = true;
    return this.prepared(sql).all(...values) as Row[];
  }

  /** The next id; valid only if the transaction commits. */
  nextId(): number {
    this.hasChanged = true;
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Has the ids go on above this one; where they are above it already, nothing happens. */
  skipTo(id: number): void {
    if (id <= this.#lastId) return;
    this.hasChanged = true;
    this.#lastId = id;
  }

  /** Gives back what an entry took that was undone: the ids after this one, and its time. */
  returnTo({ lastId, lastTimeMs }: { lastId: number; lastTimeMs: number }): void {
    this.#lastId = lastId;
    this.#lastTimeMs = lastTimeMs;
  }

  /**
   * Begins an entry that was stamped with `timeMs`. Its own time is that, or the one of the entry
   * before it if that is later: time never goes backwards.
   */
  begin(timeMs: number): void {
    this.hasChanged = false;
    if (timeMs > this.#lastTimeMs) this.#lastTimeMs = timeMs;
    this.timeMs = this.#lastTimeMs;
  }

  /** Writes the sequence and the time down; once, at the end of a transaction. */
  keepCounters(): void {
    const { id, timeMs } = this.#stored;
    const set = "UPDATE meta SET value = ? WHERE name = ?";
    if (this.#lastId !== id) this.run(set, this.#lastId, "last_id");
    if (this.#lastTimeMs !== timeMs) this.run(set, this.#lastTimeMs, "last_time_ms");
    this.#stored = { id: this.#lastId, timeMs: this.#lastTimeMs };
  }

  /** Takes everything from the database again: the transaction was rolled back. */
  reload(): void {
    this.announced.length = 0;
    this.looks.length = 0;
    this.wrongCodes.length = 0;
    this.filters.forget();
    this.#lastId = this.meta("last_id");
    this.#lastTimeMs = this.meta("last_time_ms");
    this.#stored = { id: this.#lastId, timeMs: this.#lastTimeMs };
  }

  /** A number that the database keeps about itself; 0 when it has none of this name. */
  meta(name: string): number {
    return Number(this.get("SELECT value FROM meta WHERE name = ?", name)?.["value"] ?? 0);
  }
}
