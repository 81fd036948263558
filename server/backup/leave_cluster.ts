/** A database that was restored is nobody's copy any more: it begins alone, or is the first of a new cluster. */
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../journal/database/database.ts";

/** What a node of a cluster keeps about it. */
const TABLES = ["shared_log", "shared_log_nodes", "shared_log_tail", "connected", "nicks"] as const;

/** Takes a database out of the cluster that it was part of; nothing happens where it was in none. */
export function leaveCluster(dataFolder: string): void {
  using database = new DatabaseSync(databasePath(dataFolder));
  const known = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'shared_log'").get();
  if (known === undefined) return;
  if (database.prepare("SELECT 1 FROM shared_log").get() === undefined) return;
  database.exec(`
    PRAGMA secure_delete = ON;
    BEGIN;
    ${TABLES.map((table) => `DELETE FROM ${table};`).join("\n    ")}
    COMMIT;
  `);
}
