/** Copies a whole database, also one that is written to meanwhile. */
import { backup, DatabaseSync } from "node:sqlite";

/** Pages that are copied at once. */
const PAGES = 10_000;

/**
 * Writes the database as of one moment into a new file, for its owner alone, which is on the disk then.
 * The connection must be in no transaction; nobody else may use it meanwhile.
 *
 * `VACUUM INTO` would do the same, but attaches a database: the runtime lets nobody do that who may not
 * do everything, which an executable may not.
 */
export async function copyWholeDatabase(database: DatabaseSync, to: string): Promise<void> {
  // What others commit after this read is not seen any more, and does not have the copy begin anew.
  database.exec("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1;");
  try {
    await backup(database, to, { rate: PAGES });
  } finally {
    database.exec("COMMIT");
  }
  Deno.chmodSync(to, 0o600);
  const copy = new DatabaseSync(to);
  try {
    // One file, which needs none beside it to be read, wherever it is put.
    copy.exec("PRAGMA journal_mode = DELETE");
  } finally {
    copy.close();
  }
  using file = Deno.openSync(to, { read: true, write: true });
  file.syncSync();
}
