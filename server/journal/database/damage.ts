/** Looks for damage in a database without changing anything in it. */
import type { DatabaseSync } from "node:sqlite";
import { plainReason } from "../../base/plain_reason.ts";
import { openForReading } from "./database.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.ts";

/** Counters without which nothing can be written, by their tables. */
const COUNTERS = {
  meta: ["last_id", "server_account", "staff_room", "seen_ms", "last_time_ms"],
  local: ["indexed_id", "probes"],
} as const;

/** So many things are named; where there are more, a backup is needed in any case. */
const MAX_NAMED = 20;

/**
 * What is missing that every start needs, one sentence each; a millisecond, however much is stored.
 * A database that is older, not ours or unreadable has nothing missing: opening it says what it is.
 */
export function missingOf(dataFolder: string): string[] {
  return inspected(dataFolder, (database) => {
    if (!isCurrent(database)) return [];
    return Object.entries(COUNTERS).flatMap(([table, names]) => {
      const rows = database.prepare(`SELECT name FROM ${table}`).all();
      const found = new Set(rows.map(({ name }) => name));
      return names.filter((name) => !found.has(name))
        .map((name) => `The counter ${name} is missing`);
    });
    // Whoever opens it to write finds out, too.
  }, () => []);
}

/** All damage that can be found, one sentence each; takes seconds for each gigabyte. */
export function damageOf(dataFolder: string): string[] {
  const missing = missingOf(dataFolder);
  return missing.concat(inspected(dataFolder, (database) => {
    const found: string[] = [];
    for (const row of database.prepare(`PRAGMA integrity_check(${MAX_NAMED})`).all()) {
      const told = String(row["integrity_check"]);
      if (told !== "ok") found.push(...told.split("\n").filter((line) => line !== ""));
    }
    for (const row of database.prepare("PRAGMA foreign_key_check").all().slice(0, MAX_NAMED)) {
      found.push(
        `A row of ${row["table"]} (${row["rowid"]}) belongs to one of ${
          row["parent"]
        } that is missing`,
      );
    }
    return found;
  }, (error) => [`The database cannot be read: ${plainReason(error)}`]));
}

function isCurrent(database: DatabaseSync): boolean {
  const number = (name: string) => database.prepare(`PRAGMA ${name}`).get()?.[name];
  return number("application_id") === APPLICATION_ID && number("user_version") === SCHEMA_VERSION;
}

function inspected(
  dataFolder: string,
  look: (database: DatabaseSync) => string[],
  unreadable: (error: unknown) => string[],
): string[] {
  let database: DatabaseSync | undefined;
  try {
    database = openForReading(dataFolder);
    return look(database);
  } catch (error) {
    return unreadable(error);
  } finally {
    database?.close();
  }
}
