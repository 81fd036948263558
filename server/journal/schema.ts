/** The database schema and the steps that bring an older data folder up to it. */
import type { DatabaseSync } from "node:sqlite";
import { GENERAL_ROOM } from "../../protocol/limits.ts";

/** Marks a SQLite file as one of ours (`PRAGMA application_id`): the bytes `chat`. */
export const APPLICATION_ID = 0x63686174;

/**
 * One migration per schema version, in order; number 1 makes the first schema. A migration that has
 * been released is never edited: what comes later is appended.
 *
 * - `conversations` are rooms (with a `name`) and private conversations (between the accounts `low`
 *   and `high`, `low <= high`); `members` says who may read and write in each.
 * - `messages.id` never repeats, not even after a deletion (AUTOINCREMENT), and grows in the order
 *   of commits. The index on `conversation` carries the rowid, so it pages by id as well.
 * - Times are milliseconds since 1970, UTC.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts,
    address TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    used_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_account ON sessions (account);
  CREATE INDEX sessions_used ON sessions (used_ms);

  CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('room', 'private')),
    name TEXT UNIQUE,
    low INTEGER REFERENCES accounts,
    high INTEGER REFERENCES accounts,
    created_ms INTEGER NOT NULL,
    UNIQUE (low, high),
    CHECK ((kind = 'room') = (name IS NOT NULL)),
    CHECK ((kind = 'private') = (low IS NOT NULL AND high IS NOT NULL AND low <= high))
  ) STRICT;

  CREATE TABLE members (
    conversation INTEGER NOT NULL REFERENCES conversations,
    account INTEGER NOT NULL REFERENCES accounts,
    joined_ms INTEGER NOT NULL,
    PRIMARY KEY (account, conversation)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_conversation ON members (conversation);

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations,
    author INTEGER NOT NULL REFERENCES accounts,
    text TEXT NOT NULL,
    time_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX messages_conversation ON messages (conversation);

  CREATE TABLE nonces (
    account INTEGER NOT NULL REFERENCES accounts,
    nonce TEXT NOT NULL,
    message INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    PRIMARY KEY (account, nonce)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX nonces_time ON nonces (time_ms);

  INSERT INTO conversations (kind, name, created_ms) VALUES ('room', '${GENERAL_ROOM}', 0);
  `,
];

/** The schema version that this build reads and writes (`PRAGMA user_version`). */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Thrown when a database cannot be used; the message is for the person who starts the server. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/**
 * Brings the database to {@linkcode SCHEMA_VERSION}, each step in a transaction of its own.
 *
 * @throws {SchemaError} when the file is not ours or was written by a newer version.
 */
export function migrate(database: DatabaseSync): void {
  const version = pragma(database, "user_version");
  const applicationId = pragma(database, "application_id");
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_master").get();
  if (applicationId !== APPLICATION_ID && Number(tables?.["count"]) > 0) {
    throw new SchemaError("The database file was not made by chat; choose another data folder");
  }
  if (version > SCHEMA_VERSION) {
    throw new SchemaError(
      `The data folder has schema version ${version}, but this program knows up to ${SCHEMA_VERSION}; ` +
        "use the newer program that wrote it",
    );
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.exec(`
      BEGIN IMMEDIATE;
      ${migration}
      PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${index + 1};
      COMMIT;
    `);
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
