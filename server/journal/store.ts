/** SQL over one connection, each statement prepared once. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** A row by its column names. */
export type Row = Record<string, unknown>;

/** Runs statements. The SQL is part of the program, so there are only so many to keep. */
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
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  /** All rows. */
  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  /** Changes something; returns the rowid of what was inserted and how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): { id: number; changes: number } {
    const { lastInsertRowid, changes } = this.#prepared(sql).run(...values);
    return { id: Number(lastInsertRowid), changes: Number(changes) };
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
