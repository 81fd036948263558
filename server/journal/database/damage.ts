/** Looks for damage in a database without changing anything in it. */
import type { DatabaseSync } from "node:sqlite";
import { plainReason } from "../../base/plain_reason.ts";
import { isIntact } from "./checksum.ts";
import { openForReading } from "./database.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.ts";

/** Counters without which nothing can be written, by their tables. */
const COUNTERS = {
  meta: ["last_id", "server_account", "staff_room", "seen_ms", "last_time_ms"],
  local: ["indexed_id", "probes"],
} as const;

/** So many messages are looked at with every start: what was written last is what a power cut hits. */
const NEWEST = 1_000;

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
    return found.concat(damagedTexts(database, Infinity).slice(0, MAX_NAMED));
  }, (error) => [`The database cannot be read: ${plainReason(error)}`]));
}

/**
 * Damage in what was said last, one sentence each; a few milliseconds. Nothing of a database that is
 * older or cannot be read: opening it says what it is.
 */
export function newestDamageOf(dataFolder: string): string[] {
  return inspected(
    dataFolder,
    (database) => isCurrent(database) ? damagedTexts(database, NEWEST) : [],
    () => [],
  );
}

/** Messages among the last `count` whose texts are not as they were stored. */
function damagedTexts(database: DatabaseSync, count: number): string[] {
  const rows = database.prepare("SELECT id, text, checksum FROM messages ORDER BY id DESC");
  const found: string[] = [];
  let looked = 0;
  for (const row of rows.iterate()) {
    looked += 1;
    if (looked > count) break;
    if (!isIntact(row)) found.push(`The text of message ${row["id"]} is not as it was stored`);
  }
  return found;
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
