/** What a database holds, as text that two databases can be compared by. */
import type { DatabaseSync } from "node:sqlite";
import { isLocalTable } from "../../server/journal/database/contents.ts";

/**
 * Every row of every table that entries make, in one order, without the tables and columns of `leaveOut`;
 * sequences of ids are among them.
 */
export function dump(database: DatabaseSync, leaveOut: readonly string[] = []): string {
  const tables = database.prepare(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name",
  ).all();
  const lines: string[] = [];
  for (const { name, sql } of tables) {
    if (isLocalTable(String(name)) || leaveOut.includes(String(name))) continue;
    const id = /WITHOUT ROWID/.test(String(sql)) ? "*" : "rowid AS row_id, *";
    const rows = database.prepare(`SELECT ${id} FROM ${name}`).all()
      .map((row) =>
        JSON.stringify(row, (key, value) => leaveOut.includes(key) ? undefined : plain(value))
      );
    lines.push(`${name}:`, ...rows.sort());
  }
  return lines.join("\n");
}

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? value.toHex() : value;
}
