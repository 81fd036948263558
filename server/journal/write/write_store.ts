/** What entries are applied to: the database, the sequence of ids, and what is kept beside them. */
import type { DatabaseSync } from "node:sqlite";
import { FilterCache } from "../filters/filter_cache.ts";
import type { Announced } from "../records.ts";
import { Store } from "../store.ts";

/** The store of the writer, which gives out the ids of messages and of changes to them. */
export class WriteStore extends Store {
  /** What the server said in the staff's room since this was emptied last. */
  readonly announced: Announced[] = [];
  /** What may be said, compiled. */
  readonly filters = new FilterCache();
  #lastId: number;
  #storedId: number;

  constructor(database: DatabaseSync) {
    super(database);
    this.#lastId = this.#readLastId();
    this.#storedId = this.#lastId;
  }

  /** The greatest id given out. */
  get lastId(): number {
    return this.#lastId;
  }

  /** The next id; valid only if the transaction commits. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Writes the sequence down; once, at the end of a transaction. */
  keepIds(): void {
    if (this.#lastId === this.#storedId) return;
    this.run("UPDATE meta SET value = ? WHERE name = 'last_id'", this.#lastId);
    this.#storedId = this.#lastId;
  }

  /** Takes back the ids of a transaction that was rolled back. */
  forgetIds(): void {
    this.#lastId = this.#readLastId();
    this.#storedId = this.#lastId;
  }

  #readLastId(): number {
    return Number(this.get("SELECT value FROM meta WHERE name = 'last_id'")?.["value"] ?? 0);
  }
}
