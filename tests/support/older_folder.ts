/** Data folders as programs of older schema versions left them. */
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../server/journal/database/database.ts";

const VERSIONS = new URL("../server/journal/database/", import.meta.url);

/** Writes what a program of that schema version had stored. */
export function restore(folder: string, version: number): void {
  using database = new DatabaseSync(databasePath(folder));
  database.exec(Deno.readTextFileSync(new URL(`version_${version}.sql`, VERSIONS)));
}

/** The schema version of a database. */
export function versionIn(path: string): unknown {
  using database = new DatabaseSync(path, { readOnly: true });
  return database.prepare("PRAGMA user_version").get()?.["user_version"];
}
