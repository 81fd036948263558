/** Prepares a table of SQL texts. */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Prepares each statement once; the result has the names of the table. */
export function prepareAll<Name extends string>(
  database: DatabaseSync,
  sql: Readonly<Record<Name, string>>,
): Record<Name, StatementSync> {
  const statements: Partial<Record<Name, StatementSync>> = {};
  for (const name of Object.keys(sql) as Name[]) statements[name] = database.prepare(sql[name]);
  return statements as Record<Name, StatementSync>;
}
