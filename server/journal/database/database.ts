/** Opens the SQLite file of a data folder for the one writer or for a reader. */
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";

/** What a commit survives: `full` a power cut, `normal` a crash of the program only. */
export type Durability = "full" | "normal";

/** The names of the files of a database, itself first. */
export const DATABASE_FILES = ["chat.db", "chat.db-wal", "chat.db-shm"] as const;

/** A copy of the database as it was before it was brought to a newer schema version. */
export const OLD_DATABASE = "chat.db.old";

/** The database file inside a data folder. */
export function databasePath(dataFolder: string): string {
  return join(dataFolder, DATABASE_FILES[0]);
}

/** Opens the database to write; makes it, for its owner alone, when it is not there. */
export function openForWriting(dataFolder: string, durability: Durability): DatabaseSync {
  // SQLite gives the files beside the database the mode of the database itself.
  Deno.openSync(databasePath(dataFolder), { create: true, append: true, mode: 0o600 }).close();
  const database = new DatabaseSync(databasePath(dataFolder), {
    enableForeignKeyConstraints: true,
  });
  database.exec(`
    PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"};
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
  `);
  return database;
}

/** Opens the database to read; it must exist. */
export function openForReading(dataFolder: string): DatabaseSync {
  const database = new DatabaseSync(databasePath(dataFolder), { readOnly: true });
  database.exec("PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY;");
  return database;
}
