/** SQL over one connection, each statement prepared once. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** A row by its column names. */
export type Row = Record<string, unknown>;

/** Runs statements that change nothing. The SQL is part of the program, so there are only so many. */
export class Store {
  /**
   * When what is going on happens, in milliseconds: the time of the entry that is being applied, or of
   * the query.
   */
  timeMs = 0;
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** The first row, or undefined. */
  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#reading(sql).get(...values) as Row | undefined;
  }

  /** All rows. */
  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#reading(sql).all(...values) as Row[];
  }

  /** The statement of this SQL, as it was prepared the first time. */
  protected prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Whoever reads cannot change anything by mistake: what changes something is counted elsewhere. */
  #reading(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (!/^\s*(SELECT|WITH|PRAGMA)\b/.test(sql)) throw new Error(`This changes something: ${sql}`);
    return this.prepared(sql);
  }
}
