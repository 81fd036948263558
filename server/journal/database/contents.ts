/** What the tables of a database hold, as hashes by which the databases of several nodes can be compared. */
import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { versionOf } from "./schema.ts";

/** Tables that are each database's own: the search index, what it keeps to put back, what only it knows. */
const LOCAL = /^(search(_.*)?|shared_log_tail|local|sqlite_stat\d)$/;

/** Characters of a hash: so many that nobody meets two things with the same. */
const HASH_LENGTH = 32;

/** A hash of every row of each table that entries make. */
export interface Contents {
  /** The version of the schema: tables of two versions are not to be compared. */
  schema: number;
  tables: Readonly<Record<string, string>>;
}

/** Whether a table may differ between the nodes of a cluster. */
export function isLocalTable(name: string): boolean {
  return LOCAL.test(name);
}

/** Reads everything; the caller sees to it that all of it is of one moment. */
export function contentsOf(database: DatabaseSync): Contents {
  const tables: Record<string, string> = {};
  const found = database.prepare(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name",
  ).all();
  for (const { name, sql } of found) {
    const table = String(name);
    if (!isLocalTable(table)) tables[table] = hashOf(database, table, String(sql));
  }
  return { schema: versionOf(database), tables };
}

function hashOf(database: DatabaseSync, table: string, sql: string): string {
  const isKeyed = /WITHOUT ROWID/.test(sql);
  const rows = database.prepare(
    isKeyed
      ? `SELECT * FROM ${table} ORDER BY ${keyOf(database, table)}`
      : `SELECT rowid AS row_id, * FROM ${table} ORDER BY rowid`,
  );
  rows.setReadBigInts(true);
  const hash = createHash("sha256");
  for (const row of rows.iterate()) hash.update(`${JSON.stringify(row, plain)}\n`);
  return hash.digest("hex").slice(0, HASH_LENGTH);
}

/** The columns of the key that a table without row ids is in the order of. */
function keyOf(database: DatabaseSync, table: string): string {
  return database.prepare(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`)
    .all().map(({ name }) => String(name)).join(", ");
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return value instanceof Uint8Array ? { bytes: value.toHex() } : value;
}
