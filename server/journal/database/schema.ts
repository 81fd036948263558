/** The database schema and the steps that bring an older data folder up to it. */
import { SKELETON_OF_NAME } from "./look_alikes.ts";
import type { DatabaseSync } from "node:sqlite";
import { GENERAL_ROOM, SERVER_NAME } from "../../../protocol/limits.ts";
import { SERVER } from "../actors.ts";
import { separators } from "./separators.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Marks a SQLite file as one of ours (`PRAGMA application_id`): the bytes `chat`. */
export const APPLICATION_ID = 0x63686174;

/**
 * One migration per schema version, in order; number 1 makes the first schema. A migration that has
 * been released is never edited: what comes later is appended.
 *
 * - `conversations` are rooms (with a `name`) and private conversations (between the accounts `low`
 *   and `high`, `low <= high`). `members.role` says how an account stands to one; `invited` and
 *   `banned` are no members; whoever was invited by people whom it ignores alone is not told of it
 *   (`is_quiet`). Triggers count members (`member_count`), and an index knows those with a role above
 *   that of all: what everybody asks for does not cost as much as a room is large. `read_id` is the last message that the account has read.
 * - `key_hash` is that of a room's key (access/room_key.ts) or empty, `member_limit` 0 for no bound.
 * - `traces` are what somebody who has left a room finds again there (write/rooms/traces.ts), and
 *   `gone_members`, `gone_measures` and `gone_traces` what those who were in a room that was deleted
 *   find again in the next one that they give this name (write/rooms/gone_rooms.ts).
 * - `accounts.last_address` is where those who keep order were last; nobody below them bans it.
 * - What was said in a room goes after `retention_ms`, unless that is 0 (write/messages/retention.ts).
 * - Who is in a room for `call_after_ms` may call everybody in it with `@room`.
 * - Messages and changes to them share one sequence of ids, `meta.last_id`, which grows in the order
 *   of commits and never repeats. `messages.changed_id` is the id of the latest change, or null.
 *   The indexes on `conversation` carry the rowid, so they page by id as well.
 * - `messages.content_kind` is a number of content/: 0 is a text, 1 what `/me` says, 2 a file, 3
 *   something encrypted, 4 a notice; so is that of `reports`. `text` is what a search finds.
 * - `room_events` are what happened in a room beside what was said there; they have ids of that sequence.
 *   `detail` is JSON: what the event has beside the room, the time, who did it and whom it was about.
 * - `edits` keeps what a text was before it was edited. A deleted message keeps its row, without its
 *   text and its edits.
 * - `search` indexes texts up to `local.indexed_id`; `place` holds `c<conversation> a<author>`. Of
 *   prefixes it knows those of two characters, which so many words have; longer ones are put together.
 * - A deleted account keeps its row under no name, so that ids stay valid.
 * - `accounts` number `meta.server_account` is the server itself, which writes into the staff's room
 *   `meta.staff_room`; its name is none that can be registered, and nobody logs in as it. Its number
 *   is below those of people, but in folders that came to this version early it is one of theirs.
 * - `measures` are what was done about an account (`account`) or a network (`network`), in a room or,
 *   without `room`, everywhere. They end at `until_ms` or when they are lifted, and stay as a record.
 *   `banned_until_ms` and `muted_until_ms` of accounts and members repeat what is in force, so that
 *   the check costs no look-up: null when nothing is, and the end of time when it has no end. A ban
 *   from a room is the role `banned` in `members`. One of a room may also be about everybody whose name
 *   fits a `mask`, or only about those of them who have an account (`is_of_accounts`); it may keep off
 *   the other masks (`exempt`) and let in as an invitation does (`let_in`). `address` is where a guest
 *   came from who was banned; that of a guest who has ended is about its name, and was set by nobody as
 *   a mask (`is_of_guest`). `conversations.masks`
 *   counts those in force that have a mask or an address, so that rooms without cost no look-up
 *   (journal/masks.ts). `gone_masks` are what of them outlives a room, as `gone_measures` are.
 * - A room that was deleted (`deleted_ms`) is private, has a name that no room can have and no members;
 *   its messages go bit by bit, and the row with the last of them.
 * - `filters` without `room` act everywhere. `reports` keep the text as it was when it was reported,
 *   and what the room was called then: they stay when the room goes. Those without `reported_by` were
 *   made by a filter; what the own filter of a private room has found (`is_internal`) stays in there.
 * - `audit` is only ever appended to. `actor` is null for the console and for the server itself.
 * - The same entries make the same rows of every table but `search`, `shared_log_tail` and `local`,
 *   which keeps how far the work on the index has come. `meta.last_time_ms` is the time of the last entry.
 * - `uptime` says which time it was when servers had been seen running for so long altogether
 *   (`meta.seen_ms`): what is destroyed by time goes by it (write/housekeeping/uptime.ts).
 * - `accounts.look_steps` is what filters had to look at of what the account wrote, as of `look_ms`.
 * - A migration gives out no ids of tables that entries add to, so that it comes to the same wherever
 *   between two entries it runs; rows that it needs have ids that no entry gives out.
 * - `key_logs` are the logs of devices of those who write end-to-end encrypted, of which the highest
 *   `series` of an account is in force and the others are what it replaced by a reset; `key_entries`
 *   and `key_devices` say what is in them. `sealed_secrets` has the newest secret for each device
 *   that is there, `older_secrets` for each generation the one before. `sessions.key_device` is the
 *   device that a session belongs to; `key_devices.used_ms`, which triggers keep, is when a session of
 *   it that is over was used last. `conversation_keys` are the statements of a conversation,
 *   `conversation_seals` one for each account. `sealed` is what was encrypted, of the key `epoch`;
 *   from `conversations.encrypted_from` on nothing else is taken. `change_nonces` are those of edits
 *   and reactions, `sealed_reactions.id` that of the change which brought it.
 * - `room_entries` is the signed log of who was let into an encrypted room (its `encrypted_from` is 0),
 *   and `room_admissions` says from and until which entry somebody is in it, under which root.
 * - `account_metadata` and `room_metadata` are short facts that accounts tell of themselves, and of the
 *   rooms that they look after; the name that an account is shown by is in its profile.
 * - `push_key` is the pair of keys with which the server says who it is to push services (VAPID), and
 *   `push_subscriptions` are the browsers that are told while no page is open, one a session; they go
 *   with it. `push_modes` are the conversations of which one wants more or less than of the others.
 *   From `quiet_from` to `quiet_to`, minutes of the day in `quiet_zone`, nothing is pushed; all three
 *   are there, or none.
 * - `files` are what messages carry, with their conversation and who sent them, and `report_files` what
 *   reports keep of them; their bytes lie beside the database, under their SHA-256. `blobs` counts how
 *   many of both there are of the same bytes, and goes once nobody asks for it (write/files/freed.ts);
 *   `file_usage` is how much there is of each account and conversation, and in `blobs` altogether. Both
 *   are kept by triggers, so that they are right whatever takes a file away.
 * - `hooks` are ways into a room (`in`, known by the hash of a token) and out of it (`out`, to a
 *   `url`). Each speaks as an `account` of its own, which nobody logs in as and whose name is none that
 *   can be registered; it stays when the hook goes. `secret` is what signatures are made with, `words`
 *   a list in JSON of what a message must have for the hook. `sent_id` is the last message that went
 *   out or was given up, `failing_ms` since when none was taken. `hook_groups` are the messages that a
 *   sender goes on changing, by what it calls them.
 * - `daily_texts` is how much an account wrote on the day (since 1970, UTC) on which it last wrote.
 * - Guests (`is_guest`) have no password and end when nobody is connected as them; their row stays under
 *   their name with a mark. A room that `is_temporary` ends with its last member, and its moderators
 *   do there what owners do.
 * - Accounts of programs (`is_bot`) have no password that anybody could have; sessions with a `token_name`
 *   were made for one program, and are called that whatever it calls itself.
 * - `imported` are the messages that came from the history of another chat: `key` is a hash of what they
 *   were called there, `original_ms` when they were written there; `messages.time_ms` is when they came
 *   in here, so that ids and times grow together. Between `first_id` and `last_id` of one of the
 *   `imported_runs` of a conversation it has nothing else; imported messages that somebody has reacted to
 *   over there have a `changed_id` of 0. `imported_rooms` and `imported_authors` say which room
 *   and which account stands for which of theirs. An account that `is_placeholder` was made for one of
 *   their authors: it has no password until somebody is given one for it, or takes over what it wrote.
 * - `shared_log` says how far the database has come in the log of which cluster (write/cluster/shared_log.ts),
 *   and what the programs of its nodes can; it has no row where nobody shares the journal.
 *   `shared_log_nodes` are the last batches of each node, and `shared_log_tail`, which each database may
 *   have more or less of, the last batches of all. `connected` says who is connected to which node, in
 *   which of its lives, and `nicks` how those are called there who are not called like their accounts.
 * - `wrong_codes` says until when wrong codes of a second factor count that came from one `place` where
 *   the account was used before, or from everywhere else (write/accounts/wrong_codes.ts).
 * - `settings` are what was decided about the server while it ran; each has a default in the program.
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
  `
  ALTER TABLE accounts ADD COLUMN server_role TEXT NOT NULL DEFAULT 'user'
    CHECK (server_role IN ('user', 'moderator', 'admin', 'owner'));
  ALTER TABLE accounts ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE accounts ADD COLUMN invite INTEGER REFERENCES invites;
  CREATE INDEX accounts_invite ON accounts (invite) WHERE invite IS NOT NULL;
  CREATE INDEX accounts_server_role ON accounts (server_role) WHERE server_role <> 'user';

  ALTER TABLE conversations ADD COLUMN is_read_only INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN slow_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN deleted_ms INTEGER;
  CREATE INDEX conversations_deleted ON conversations (deleted_ms) WHERE deleted_ms IS NOT NULL;
  ALTER TABLE members ADD COLUMN said_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE members ADD COLUMN banned_until_ms INTEGER;
  ALTER TABLE members ADD COLUMN muted_until_ms INTEGER;
  ALTER TABLE accounts ADD COLUMN banned_until_ms INTEGER;
  ALTER TABLE accounts ADD COLUMN muted_until_ms INTEGER;

  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE measures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('ban', 'mute')),
    account INTEGER REFERENCES accounts,
    network TEXT,
    room INTEGER REFERENCES conversations ON DELETE CASCADE,
    reason TEXT NOT NULL,
    set_by INTEGER REFERENCES accounts,
    set_ms INTEGER NOT NULL,
    until_ms INTEGER,
    lifted_by INTEGER REFERENCES accounts,
    lifted_ms INTEGER,
    CHECK ((account IS NULL) <> (network IS NULL))
  ) STRICT;
  CREATE INDEX measures_active ON measures (id) WHERE lifted_ms IS NULL;
  CREATE INDEX measures_account ON measures (account) WHERE lifted_ms IS NULL;
  CREATE INDEX measures_room ON measures (room) WHERE lifted_ms IS NULL;
  CREATE INDEX measures_network ON measures (network) WHERE lifted_ms IS NULL;
  CREATE INDEX measures_until ON measures (until_ms)
    WHERE lifted_ms IS NULL AND until_ms IS NOT NULL;
  INSERT INTO measures (kind, account, room, reason, set_ms)
    SELECT 'ban', account, conversation, '', joined_ms FROM members WHERE role = 'banned'
    ORDER BY account, conversation;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time_ms INTEGER NOT NULL,
    action TEXT NOT NULL,
    actor INTEGER REFERENCES accounts,
    actor_name TEXT NOT NULL,
    address TEXT NOT NULL,
    target TEXT NOT NULL,
    room TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_action ON audit (action);
  CREATE INDEX audit_target ON audit (target);
  CREATE INDEX audit_actor ON audit (actor_name);

  CREATE TABLE invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    made_by INTEGER REFERENCES accounts,
    uses_left INTEGER NOT NULL,
    made_ms INTEGER NOT NULL,
    until_ms INTEGER,
    revoked_ms INTEGER
  ) STRICT;
  CREATE TABLE allowed_names (
    folded_name TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    added_by INTEGER REFERENCES accounts,
    added_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE filters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room INTEGER REFERENCES conversations ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('word', 'pattern')),
    pattern TEXT NOT NULL,
    does TEXT NOT NULL CHECK (does IN ('refuse', 'mask', 'flag')),
    added_by INTEGER REFERENCES accounts,
    added_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX filters_room ON filters (ifnull(room, 0));

  CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL,
    conversation INTEGER REFERENCES conversations ON DELETE SET NULL,
    room TEXT,
    author INTEGER NOT NULL REFERENCES accounts,
    text TEXT NOT NULL,
    reported_by INTEGER REFERENCES accounts,
    reason TEXT NOT NULL,
    reported_ms INTEGER NOT NULL,
    resolved_by INTEGER REFERENCES accounts,
    resolved_ms INTEGER,
    note TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE INDEX reports_open ON reports (id) WHERE resolved_ms IS NULL;
  CREATE INDEX reports_message ON reports (message);
  CREATE INDEX reports_conversation ON reports (conversation);
  CREATE INDEX reports_author ON reports (author) WHERE resolved_ms IS NULL;
  CREATE INDEX reports_by ON reports (reported_by, reported_ms);
  CREATE INDEX reports_resolved ON reports (resolved_ms) WHERE resolved_ms IS NOT NULL;

  CREATE TABLE second_factors (
    account INTEGER PRIMARY KEY REFERENCES accounts,
    secret BLOB NOT NULL,
    enabled_ms INTEGER,
    last_step INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE recovery_codes (
    account INTEGER NOT NULL REFERENCES accounts,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (account, code_hash)
  ) STRICT, WITHOUT ROWID;

  INSERT INTO accounts (id, name, folded_name, password, created_ms, seen_ms)
    VALUES (${SERVER}, '${SERVER_NAME}', NULL, '', 0, 0);
  INSERT INTO meta VALUES ('server_account', ${SERVER}), ('staff_room', 0);
  `,
  `
  ALTER TABLE messages RENAME COLUMN is_action TO content_kind;
  ALTER TABLE reports ADD COLUMN content_kind INTEGER NOT NULL DEFAULT 0;
  `,
  `
  CREATE TABLE local (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO local SELECT name, value FROM meta WHERE name IN ('indexed_id', 'merge_index');
  INSERT INTO local VALUES ('probes', 0);
  DELETE FROM meta WHERE name IN ('indexed_id', 'merge_index');

  INSERT INTO meta VALUES ('seen_ms', 0), ('last_time_ms', max(
    ifnull((SELECT time_ms FROM messages ORDER BY id DESC LIMIT 1), 0),
    ifnull((SELECT time_ms FROM audit ORDER BY id DESC LIMIT 1), 0)));
  CREATE TABLE uptime (seen_ms INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL) STRICT;

  ALTER TABLE accounts ADD COLUMN look_steps INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE accounts ADD COLUMN look_ms INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE conversations ADD COLUMN is_topic_locked INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN key_hash TEXT NOT NULL DEFAULT '';
  ALTER TABLE conversations ADD COLUMN member_limit INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE new_members (
    account INTEGER NOT NULL REFERENCES accounts,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN
      ('banned', 'invited', 'read_only', 'member', 'speaker', 'moderator', 'owner')),
    read_id INTEGER NOT NULL DEFAULT 0,
    read_ms INTEGER,
    joined_ms INTEGER NOT NULL,
    said_ms INTEGER NOT NULL DEFAULT 0,
    banned_until_ms INTEGER,
    muted_until_ms INTEGER,
    PRIMARY KEY (account, conversation)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO new_members (account, conversation, role, read_id, joined_ms, said_ms,
      banned_until_ms, muted_until_ms)
    SELECT account, conversation, role, read_id, joined_ms, said_ms, banned_until_ms, muted_until_ms
    FROM members;
  DROP TABLE members;
  ALTER TABLE new_members RENAME TO members;
  CREATE INDEX members_conversation ON members (conversation);
  `,
  `
  CREATE INDEX accounts_skeleton ON accounts (${SKELETON_OF_NAME}) WHERE folded_name IS NOT NULL;
  `,
  `
  CREATE TABLE traces (
    account INTEGER NOT NULL REFERENCES accounts,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('read_only', 'member')),
    said_ms INTEGER NOT NULL,
    PRIMARY KEY (account, conversation)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX traces_conversation ON traces (conversation);
  `,
  `
  ALTER TABLE reports ADD COLUMN is_internal INTEGER NOT NULL DEFAULT 0;
  UPDATE reports SET is_internal = 1
    WHERE reported_by IS NULL AND conversation IN (SELECT id FROM conversations WHERE kind = 'private')
      AND NOT EXISTS (SELECT 1 FROM filters WHERE room IS NULL AND 'filter ' || filters.id = reason);

  ALTER TABLE accounts ADD COLUMN last_address TEXT NOT NULL DEFAULT '';
  UPDATE accounts SET last_address = ifnull((SELECT address FROM sessions
      WHERE account = accounts.id ORDER BY used_ms DESC, id DESC LIMIT 1), '')
    WHERE server_role <> 'user';

  ALTER TABLE conversations ADD COLUMN call_after_ms INTEGER NOT NULL DEFAULT ${DAY_MS};

  CREATE TABLE gone_members (
    room TEXT NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts,
    gone_ms INTEGER NOT NULL,
    PRIMARY KEY (room, account)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gone_members_account ON gone_members (account);
  CREATE INDEX gone_members_gone ON gone_members (gone_ms);
  CREATE TABLE gone_measures (
    room TEXT NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts,
    kind TEXT NOT NULL CHECK (kind IN ('ban', 'mute')),
    reason TEXT NOT NULL,
    set_by INTEGER REFERENCES accounts,
    set_ms INTEGER NOT NULL,
    until_ms INTEGER,
    gone_ms INTEGER NOT NULL,
    PRIMARY KEY (room, account, kind)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gone_measures_account ON gone_measures (account);
  CREATE INDEX gone_measures_gone ON gone_measures (gone_ms);
  CREATE TABLE gone_traces (
    room TEXT NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts,
    role TEXT NOT NULL CHECK (role IN ('read_only', 'member')),
    said_ms INTEGER NOT NULL,
    gone_ms INTEGER NOT NULL,
    PRIMARY KEY (room, account)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gone_traces_account ON gone_traces (account);
  CREATE INDEX gone_traces_gone ON gone_traces (gone_ms);
  `,
  `
  ALTER TABLE messages ADD COLUMN checksum INTEGER;
  `,
  `
  CREATE TABLE push_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    public_key BLOB NOT NULL,
    private_key BLOB NOT NULL
  ) STRICT;
  CREATE TABLE push_subscriptions (
    session INTEGER PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    account INTEGER NOT NULL REFERENCES accounts,
    endpoint TEXT NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    secret BLOB NOT NULL,
    notify TEXT NOT NULL CHECK (notify IN ('mentions', 'all')),
    hides_text INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX push_subscriptions_account ON push_subscriptions (account);
  CREATE INDEX push_subscriptions_all ON push_subscriptions (account) WHERE notify = 'all';
  CREATE TABLE push_modes (
    session INTEGER NOT NULL REFERENCES push_subscriptions ON DELETE CASCADE,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    mode TEXT NOT NULL CHECK (mode IN ('none', 'mentions', 'all')),
    PRIMARY KEY (session, conversation)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX push_modes_conversation ON push_modes (conversation);
  `,
  `
  CREATE TABLE blobs (
    sha256 BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    refs INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX blobs_free ON blobs (sha256) WHERE refs = 0;

  CREATE TABLE files (
    message INTEGER PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    account INTEGER NOT NULL REFERENCES accounts,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    preview TEXT
  ) STRICT;
  CREATE INDEX files_conversation ON files (conversation);
  CREATE INDEX files_account ON files (account);
  CREATE INDEX files_sha256 ON files (sha256);

  CREATE TABLE report_files (
    report INTEGER PRIMARY KEY REFERENCES reports ON DELETE CASCADE,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    preview TEXT
  ) STRICT;
  CREATE INDEX report_files_sha256 ON report_files (sha256);

  CREATE TABLE file_usage (
    scope TEXT NOT NULL CHECK (scope IN ('account', 'conversation', 'server')),
    id INTEGER NOT NULL,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (scope, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX file_usage_bytes ON file_usage (scope, bytes);

  CREATE TRIGGER files_added AFTER INSERT ON files BEGIN
    INSERT INTO blobs (sha256, size, refs) VALUES (new.sha256, new.size, 1)
      ON CONFLICT (sha256) DO UPDATE SET refs = refs + 1;
    INSERT INTO file_usage (scope, id, files, bytes) VALUES ('account', new.account, 1, new.size)
      ON CONFLICT (scope, id) DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
    INSERT INTO file_usage (scope, id, files, bytes)
      VALUES ('conversation', new.conversation, 1, new.size)
      ON CONFLICT (scope, id) DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
  END;
  CREATE TRIGGER files_gone AFTER DELETE ON files BEGIN
    UPDATE blobs SET refs = refs - 1 WHERE sha256 = old.sha256;
    UPDATE file_usage SET files = files - 1, bytes = bytes - old.size
      WHERE (scope, id) IN (VALUES ('account', old.account), ('conversation', old.conversation));
    DELETE FROM file_usage WHERE files = 0
      AND (scope, id) IN (VALUES ('account', old.account), ('conversation', old.conversation));
  END;
  CREATE TRIGGER report_files_added AFTER INSERT ON report_files BEGIN
    INSERT INTO blobs (sha256, size, refs) VALUES (new.sha256, new.size, 1)
      ON CONFLICT (sha256) DO UPDATE SET refs = refs + 1;
  END;
  CREATE TRIGGER report_files_gone AFTER DELETE ON report_files BEGIN
    UPDATE blobs SET refs = refs - 1 WHERE sha256 = old.sha256;
  END;
  CREATE TRIGGER blobs_added AFTER INSERT ON blobs BEGIN
    INSERT INTO file_usage (scope, id, files, bytes) VALUES ('server', 0, 1, new.size)
      ON CONFLICT (scope, id) DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
  END;
  CREATE TRIGGER blobs_gone AFTER DELETE ON blobs BEGIN
    UPDATE file_usage SET files = files - 1, bytes = bytes - old.size
      WHERE scope = 'server' AND id = 0;
  END;

  CREATE TABLE daily_texts (
    account INTEGER PRIMARY KEY REFERENCES accounts,
    day INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE conversations ADD COLUMN retention_ms INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX conversations_retention ON conversations (id) WHERE retention_ms > 0;
  `,
  `
  CREATE TABLE key_logs (
    account INTEGER NOT NULL REFERENCES accounts,
    series INTEGER NOT NULL,
    root BLOB NOT NULL,
    replaces BLOB NOT NULL,
    seq INTEGER NOT NULL,
    head BLOB NOT NULL,
    generation INTEGER NOT NULL,
    is_off INTEGER NOT NULL,
    needs_renewal INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    PRIMARY KEY (account, series)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX key_logs_root ON key_logs (root);
  CREATE TABLE key_entries (
    account INTEGER NOT NULL REFERENCES accounts,
    series INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    head BLOB NOT NULL,
    generation INTEGER NOT NULL,
    secret_key BLOB,
    stored_ms INTEGER NOT NULL,
    entry BLOB NOT NULL,
    PRIMARY KEY (account, series, seq)
  ) STRICT;
  CREATE INDEX key_entries_stored ON key_entries (account, stored_ms);
  CREATE INDEX conversations_high ON conversations (high) WHERE high IS NOT NULL;
  CREATE TABLE key_devices (
    account INTEGER NOT NULL REFERENCES accounts,
    series INTEGER NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    signing_key BLOB NOT NULL,
    sealing_key BLOB NOT NULL,
    added_seq INTEGER NOT NULL,
    added_ms INTEGER NOT NULL,
    removed_seq INTEGER,
    removed_ms INTEGER,
    removed_by BLOB,
    PRIMARY KEY (account, series, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sealed_secrets (
    account INTEGER NOT NULL REFERENCES accounts,
    series INTEGER NOT NULL,
    device BLOB NOT NULL,
    generation INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (account, series, device)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE older_secrets (
    account INTEGER NOT NULL REFERENCES accounts,
    series INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (account, series, generation)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE key_vaults (
    account INTEGER PRIMARY KEY REFERENCES accounts,
    version INTEGER NOT NULL,
    blob BLOB NOT NULL
  ) STRICT;
  CREATE TABLE conversation_keys (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    hash BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    statement BLOB NOT NULL,
    made_by INTEGER NOT NULL REFERENCES accounts,
    stored_ms INTEGER NOT NULL,
    PRIMARY KEY (conversation, epoch)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX conversation_keys_made ON conversation_keys (made_by, stored_ms);
  CREATE TABLE conversation_seals (
    conversation INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts,
    series INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (conversation, epoch, account),
    FOREIGN KEY (conversation, epoch) REFERENCES conversation_keys ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX conversation_seals_account ON conversation_seals (account);
  CREATE TABLE sealed_reactions (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
    account INTEGER NOT NULL REFERENCES accounts,
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE INDEX sealed_reactions_message ON sealed_reactions (message);
  CREATE INDEX sealed_reactions_account ON sealed_reactions (account);
  CREATE TABLE change_nonces (
    account INTEGER NOT NULL REFERENCES accounts,
    nonce TEXT NOT NULL,
    message INTEGER NOT NULL,
    change INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    PRIMARY KEY (account, nonce)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX change_nonces_time ON change_nonces (time_ms);
  ALTER TABLE messages ADD COLUMN sealed BLOB;
  ALTER TABLE messages ADD COLUMN epoch INTEGER;
  ALTER TABLE edits ADD COLUMN sealed BLOB;
  ALTER TABLE edits ADD COLUMN epoch INTEGER;
  ALTER TABLE conversations ADD COLUMN encrypted_from INTEGER;
  ALTER TABLE sessions ADD COLUMN key_device BLOB;
  ALTER TABLE reports ADD COLUMN is_proved INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE push_subscriptions ADD COLUMN quiet_from INTEGER;
  ALTER TABLE push_subscriptions ADD COLUMN quiet_to INTEGER;
  ALTER TABLE push_subscriptions ADD COLUMN quiet_zone TEXT;
  `,
  `
  CREATE TABLE room_entries (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    head BLOB NOT NULL,
    entry BLOB NOT NULL,
    stored_ms INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE room_admissions (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    from_seq INTEGER NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts,
    root BLOB NOT NULL,
    until_seq INTEGER,
    PRIMARY KEY (conversation, from_seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX room_admissions_account ON room_admissions (account);
  `,
  `
  CREATE TABLE hooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    account INTEGER NOT NULL REFERENCES accounts,
    name TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    token_hash BLOB UNIQUE,
    secret TEXT NOT NULL,
    per_minute INTEGER NOT NULL,
    url TEXT,
    words TEXT NOT NULL,
    made_by INTEGER REFERENCES accounts,
    made_ms INTEGER NOT NULL,
    used_ms INTEGER,
    sent_id INTEGER NOT NULL,
    failing_ms INTEGER,
    off_ms INTEGER,
    CHECK ((direction = 'in') = (token_hash IS NOT NULL)),
    CHECK ((direction = 'out') = (url IS NOT NULL))
  ) STRICT;
  CREATE INDEX hooks_room ON hooks (room);
  CREATE INDEX hooks_out ON hooks (id) WHERE direction = 'out';
  CREATE TABLE hook_groups (
    hook INTEGER NOT NULL REFERENCES hooks ON DELETE CASCADE,
    name TEXT NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (hook, name)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE accounts ADD COLUMN is_bot INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN token_name TEXT;
  `,
  `
  ALTER TABLE accounts ADD COLUMN is_guest INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX accounts_guests ON accounts (id) WHERE is_guest = 1 AND deleted_ms IS NULL;
  ALTER TABLE conversations ADD COLUMN is_temporary INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE accounts ADD COLUMN is_placeholder INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE imported (
    message INTEGER PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    key BLOB NOT NULL UNIQUE,
    original_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX imported_original ON imported (conversation, original_ms);
  CREATE TABLE imported_runs (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    last_id INTEGER NOT NULL,
    first_id INTEGER NOT NULL,
    PRIMARY KEY (conversation, last_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE imported_rooms (
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    PRIMARY KEY (source, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX imported_rooms_conversation ON imported_rooms (conversation);
  CREATE TABLE imported_authors (
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts,
    PRIMARY KEY (source, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX imported_authors_account ON imported_authors (account);
  `,
  `
  ALTER TABLE key_devices ADD COLUMN used_ms INTEGER;
  CREATE TRIGGER session_of_device_ended AFTER DELETE ON sessions
  WHEN OLD.key_device IS NOT NULL BEGIN
    UPDATE key_devices SET used_ms = max(coalesce(used_ms, 0), OLD.used_ms)
    WHERE account = OLD.account AND id = OLD.key_device;
  END;
  CREATE TRIGGER session_of_device_moved AFTER UPDATE OF key_device ON sessions
  WHEN OLD.key_device IS NOT NULL AND NEW.key_device IS NOT OLD.key_device BEGIN
    UPDATE key_devices SET used_ms = max(coalesce(used_ms, 0), OLD.used_ms)
    WHERE account = OLD.account AND id = OLD.key_device;
  END;
  `,
  `
  CREATE TABLE account_metadata (
    account INTEGER NOT NULL REFERENCES accounts,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (account, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE room_metadata (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (conversation, key)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE shared_log (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    cluster TEXT NOT NULL,
    position INTEGER NOT NULL,
    digest TEXT NOT NULL
  ) STRICT;
  CREATE TABLE shared_log_nodes (
    name TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE shared_log_tail (position INTEGER PRIMARY KEY, batch BLOB NOT NULL) STRICT;
  CREATE TABLE connected (
    node TEXT NOT NULL,
    connection INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    account INTEGER NOT NULL,
    session INTEGER NOT NULL,
    since_ms INTEGER NOT NULL,
    PRIMARY KEY (node, connection)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX connected_account ON connected (account);
  `,
  `
  ALTER TABLE conversations ADD COLUMN is_joined_by_name INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN is_written_by_outsiders INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE conversations ADD COLUMN masks INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE new_measures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('ban', 'mute', 'exempt', 'let_in')),
    account INTEGER REFERENCES accounts,
    network TEXT,
    mask TEXT,
    is_of_accounts INTEGER NOT NULL DEFAULT 0,
    room INTEGER REFERENCES conversations ON DELETE CASCADE,
    address TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    set_by INTEGER REFERENCES accounts,
    set_ms INTEGER NOT NULL,
    until_ms INTEGER,
    lifted_by INTEGER REFERENCES accounts,
    lifted_ms INTEGER,
    CHECK ((account IS NOT NULL) + (network IS NOT NULL) + (mask IS NOT NULL) = 1),
    CHECK (mask IS NULL OR room IS NOT NULL),
    CHECK (mask IS NOT NULL OR kind IN ('ban', 'mute'))
  ) STRICT;
  INSERT INTO new_measures (id, kind, account, network, room, reason, set_by, set_ms, until_ms,
      lifted_by, lifted_ms)
    SELECT id, kind, account, network, room, reason, set_by, set_ms, until_ms, lifted_by, lifted_ms
    FROM measures;
  DELETE FROM sqlite_sequence WHERE name = 'new_measures';
  INSERT INTO sqlite_sequence (name, seq)
    SELECT 'new_measures', seq FROM sqlite_sequence WHERE name = 'measures';
  DROP TABLE measures;
  ALTER TABLE new_measures RENAME TO measures;
  CREATE INDEX measures_active ON measures (id) WHERE lifted_ms IS NULL;
  CREATE INDEX measures_account ON measures (account) WHERE lifted_ms IS NULL;
  CREATE INDEX measures_room ON measures (room) WHERE lifted_ms IS NULL;
  CREATE INDEX measures_network ON measures (network) WHERE lifted_ms IS NULL;
  CREATE INDEX measures_until ON measures (until_ms)
    WHERE lifted_ms IS NULL AND until_ms IS NOT NULL;
  CREATE TABLE gone_masks (
    room TEXT NOT NULL,
    kind TEXT NOT NULL,
    mask TEXT NOT NULL,
    is_of_accounts INTEGER NOT NULL,
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    set_by INTEGER REFERENCES accounts,
    set_ms INTEGER NOT NULL,
    until_ms INTEGER,
    gone_ms INTEGER NOT NULL,
    PRIMARY KEY (room, kind, mask, is_of_accounts)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gone_masks_gone ON gone_masks (gone_ms);
  `,
  `
  ALTER TABLE shared_log ADD COLUMN level INTEGER NOT NULL DEFAULT 1;
  CREATE INDEX measures_masks ON measures (room, kind, id)
    WHERE lifted_ms IS NULL AND (mask IS NOT NULL OR address <> '');
  `,
  `
  CREATE TABLE room_events (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    actor INTEGER NOT NULL,
    target INTEGER REFERENCES accounts,
    detail TEXT NOT NULL,
    time_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX room_events_conversation ON room_events (conversation);
  CREATE INDEX room_events_actor ON room_events (actor);
  CREATE INDEX room_events_time ON room_events (time_ms);
  `,
  `
  CREATE TABLE nicks (
    account INTEGER PRIMARY KEY REFERENCES accounts,
    nick TEXT NOT NULL,
    folded_nick TEXT NOT NULL UNIQUE
  ) STRICT;
  `,
  `
  CREATE TABLE wrong_codes (
    account INTEGER NOT NULL REFERENCES accounts,
    place TEXT NOT NULL,
    free_ms INTEGER NOT NULL,
    PRIMARY KEY (account, place)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE conversations ADD COLUMN is_of_accounts INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN is_without_signals INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE measures ADD COLUMN is_of_guest INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE gone_masks ADD COLUMN is_of_guest INTEGER NOT NULL DEFAULT 0;
  DROP INDEX measures_masks;
  CREATE INDEX measures_masks ON measures (room, kind, id)
    WHERE lifted_ms IS NULL AND mask IS NOT NULL;
  CREATE INDEX measures_addresses ON measures (room, kind, address, id)
    WHERE lifted_ms IS NULL AND address <> '';
  ALTER TABLE members ADD COLUMN is_quiet INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN member_count INTEGER NOT NULL DEFAULT 0;
  UPDATE conversations SET member_count = (SELECT count(*) FROM members
    WHERE conversation = conversations.id AND role NOT IN ('banned', 'invited'));
  CREATE TRIGGER member_came AFTER INSERT ON members
    WHEN new.role NOT IN ('banned', 'invited') BEGIN
    UPDATE conversations SET member_count = member_count + 1 WHERE id = new.conversation;
  END;
  CREATE TRIGGER member_went AFTER DELETE ON members
    WHEN old.role NOT IN ('banned', 'invited') BEGIN
    UPDATE conversations SET member_count = member_count - 1 WHERE id = old.conversation;
  END;
  CREATE TRIGGER member_changed AFTER UPDATE OF role ON members
    WHEN (old.role IN ('banned', 'invited')) <> (new.role IN ('banned', 'invited')) BEGIN
    UPDATE conversations
      SET member_count = member_count + iif(new.role IN ('banned', 'invited'), -1, 1)
      WHERE id = new.conversation;
  END;
  CREATE INDEX members_raised ON members (conversation, account)
    WHERE role IN ('speaker', 'moderator', 'owner');
  `,
];

/** The schema version that this build reads and writes (`PRAGMA user_version`). */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** The schema version of a database; 0 for one in which nothing is yet. */
export function versionOf(database: DatabaseSync): number {
  return pragma(database, "user_version");
}

/** Whether a database is one of ours that is to be brought to this version. */
export function isOlder(database: DatabaseSync): boolean {
  const version = versionOf(database);
  const isOurs = pragma(database, "application_id") === APPLICATION_ID;
  return isOurs && version > 0 && version < SCHEMA_VERSION;
}

/** Thrown when a database cannot be used; the message is for the person who starts the server. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/**
 * Brings the database to {@linkcode SCHEMA_VERSION}, each step in a transaction of its own.
 *
 * @param upTo stops at an older version, as a program of its time would; for tests.
 * @throws {SchemaError} when the file is not ours or was written by a newer version.
 */
export function migrate(database: DatabaseSync, upTo = SCHEMA_VERSION): void {
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
    if (index < version || index >= upTo) continue;
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
