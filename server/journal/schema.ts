/** The database schema and the steps that bring an older data folder up to it. */
import type { DatabaseSync } from "node:sqlite";
import { GENERAL_ROOM } from "../../protocol/limits.ts";
import { separators } from "./separators.ts";

/** Marks a SQLite file as one of ours (`PRAGMA application_id`): the bytes `chat`. */
export const APPLICATION_ID = 0x63686174;

/**
 * One migration per schema version, in order; number 1 makes the first schema. A migration that has
 * been released is never edited: what comes later is appended.
 *
 * - `conversations` are rooms (with a `name`) and private conversations (between the accounts `low`
 *   and `high`, `low <= high`). `members.role` says how an account stands to one; `invited` and
 *   `banned` are no members. `read_id` is the last message that the account has read.
 * - Messages and changes to them share one sequence of ids, `meta.last_id`, which grows in the order
 *   of commits and never repeats. `messages.changed_id` is the id of the latest change, or null.
 *   The indexes on `conversation` carry the rowid, so they page by id as well.
 * - `edits` keeps what a text was before it was edited. A deleted message keeps its row, without its
 *   text and its edits.
 * - `search` indexes texts up to `meta.indexed_id`; `place` holds `c<conversation> a<author>`. Of
 *   prefixes it knows those of two characters, which so many words have; longer ones are put together.
 * - A deleted account keeps its row under no name, so that ids stay valid.
 * - Times are milliseconds since 1970, UTC.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO meta VALUES ('last_id', 0), ('indexed_id', 0);

  CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    folded_name TEXT UNIQUE,
    password TEXT NOT NULL,
    display_name TEXT NOT NULL DEFAULT '',
    about TEXT NOT NULL DEFAULT '',
    time_zone TEXT NOT NULL DEFAULT '',
    created_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    deleted_ms INTEGER
  ) STRICT;

  CREATE INDEX accounts_deleted ON accounts (deleted_ms) WHERE deleted_ms IS NOT NULL;

  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES accounts,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    used_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sessions_account ON sessions (account);
  CREATE INDEX sessions_used ON sessions (used_ms);

  CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('public', 'private', 'invite_only', 'direct')),
    name TEXT UNIQUE,
    low INTEGER REFERENCES accounts,
    high INTEGER REFERENCES accounts,
    topic TEXT NOT NULL DEFAULT '',
    topic_by INTEGER REFERENCES accounts,
    topic_ms INTEGER,
    created_ms INTEGER NOT NULL,
    UNIQUE (low, high),
    CHECK ((kind = 'direct') = (name IS NULL)),
    CHECK ((kind = 'direct') = (low IS NOT NULL AND high IS NOT NULL AND low <= high))
  ) STRICT;

  CREATE TABLE members (
    account INTEGER NOT NULL REFERENCES accounts,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    role TEXT NOT NULL
      CHECK (role IN ('banned', 'invited', 'read_only', 'member', 'moderator', 'owner')),
    read_id INTEGER NOT NULL DEFAULT 0,
    joined_ms INTEGER NOT NULL,
    PRIMARY KEY (account, conversation)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_conversation ON members (conversation);

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    author INTEGER NOT NULL REFERENCES accounts,
    text TEXT NOT NULL,
    is_action INTEGER NOT NULL DEFAULT 0,
    mentions_room INTEGER NOT NULL DEFAULT 0,
    reply_to INTEGER,
    changed_id INTEGER,
    edited_ms INTEGER,
    deleted_ms INTEGER,
    time_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX messages_conversation ON messages (conversation);
  CREATE INDEX messages_changed ON messages (conversation, changed_id) WHERE changed_id IS NOT NULL;
  CREATE INDEX messages_room_mention ON messages (conversation) WHERE mentions_room;
  CREATE INDEX messages_author ON messages (author);

  CREATE TABLE edits (
    message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
    text TEXT NOT NULL,
    time_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX edits_message ON edits (message);

  CREATE TABLE reactions (
    message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
    emoji TEXT NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts,
    PRIMARY KEY (message, emoji, account)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX reactions_account ON reactions (account);

  CREATE TABLE mentions (
    account INTEGER NOT NULL REFERENCES accounts,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
    PRIMARY KEY (account, conversation, message)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mentions_message ON mentions (message);

  CREATE TABLE nonces (
    account INTEGER NOT NULL REFERENCES accounts,
    nonce TEXT NOT NULL,
    message INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    PRIMARY KEY (account, nonce)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX nonces_time ON nonces (time_ms);

  CREATE TABLE ignores (
    account INTEGER NOT NULL REFERENCES accounts,
    ignored INTEGER NOT NULL REFERENCES accounts,
    PRIMARY KEY (account, ignored)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ignores_ignored ON ignores (ignored);

  CREATE VIEW searchable AS
    SELECT id, text, 'c' || conversation || ' a' || author AS place FROM messages;
  CREATE VIRTUAL TABLE search USING fts5 (
    text, place, content = 'searchable', content_rowid = 'id', prefix = 2,
    tokenize = "unicode61 remove_diacritics 2 separators '${separators()}'"
  );

  INSERT INTO conversations (kind, name, created_ms) VALUES ('public', '${GENERAL_ROOM}', 0);
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
