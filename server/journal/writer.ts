/** Writes batches of entries to the database; the one place where anything changes. */
import type { DatabaseSync } from "node:sqlite";
import { ChatError } from "../../protocol/errors.ts";
import { GENERAL_ROOM, NONCE_LIFETIME_MS } from "../../protocol/limits.ts";
import { foldUsername } from "../../protocol/names.ts";
import type {
  AccountRecord,
  CloseSessionEntry,
  Entry,
  OpenSessionEntry,
  Outcome,
  Posted,
  PostedPrivately,
  PrivateMessageEntry,
  RegisterEntry,
  Results,
  ResumeSessionEntry,
  RoomMessageEntry,
  RoomRecord,
} from "./entries.ts";
import { prepareAll } from "./statements.ts";

/** A session that nobody used for this long is forgotten, in milliseconds. */
export const SESSION_LIFETIME_MS = 90 * 24 * 60 * 60 * 1_000;

/** Applies entries in order, each batch in one transaction. Not for concurrent use. */
export class Writer {
  readonly #database: DatabaseSync;
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareAll(database, SQL);
  }

  /**
   * Commits all entries at once and returns their outcomes in the same order. An entry that is
   * refused changes nothing and does not hinder the others. When it throws, nothing was written.
   */
  commit(entries: readonly Entry[]): Outcome[] {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const outcomes = entries.map((entry) => this.#outcome(entry));
      this.#database.exec("COMMIT");
      return outcomes;
    } catch (cause) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw new Error("Cannot write to the database", { cause });
    }
  }

  /** Forgets sessions and nonces that are past their time. */
  cleanUp(nowMs: number): void {
    this.#statements.dropOldSessions.run(nowMs - SESSION_LIFETIME_MS);
    this.#statements.dropOldNonces.run(nowMs - NONCE_LIFETIME_MS);
  }

  /** The greatest id that a message has. */
  lastId(): number {
    return Number(this.#statements.lastId.get()?.["id"] ?? 0);
  }

  #outcome(entry: Entry): Outcome {
    try {
      return { result: this.#apply(entry) };
    } catch (error) {
      // A refusal comes before the first change of its entry, so there is nothing to take back.
      if (error instanceof ChatError) return { refused: error.code };
      throw error;
    }
  }

  #apply(entry: Entry): Results[Entry["kind"]] {
    switch (entry.kind) {
      case "register":
        return this.#register(entry);
      case "open_session":
        return this.#openSession(entry);
      case "resume_session":
        return this.#resumeSession(entry);
      case "close_session":
        return this.#closeSession(entry);
      case "room_message":
        return this.#roomMessage(entry);
      case "private_message":
        return this.#privateMessage(entry);
      default:
        throw new TypeError(`Cannot apply entry ${JSON.stringify(entry satisfies never)}`);
    }
  }

  #register(entry: RegisterEntry): AccountRecord {
    const foldedName = foldUsername(entry.name);
    if (this.#statements.accountByName.get(foldedName) !== undefined) {
      throw new ChatError("name_taken");
    }
    const { lastInsertRowid } = this.#statements.addAccount.run(
      entry.name,
      foldedName,
      entry.password,
      entry.timeMs,
    );
    const account = Number(lastInsertRowid);
    const general = this.#statements.roomByName.get(GENERAL_ROOM);
    if (general !== undefined) {
      this.#statements.addMember.run(Number(general["id"]), account, entry.timeMs);
    }
    this.#addSession(account, entry);
    return this.#account(account);
  }

  #openSession(entry: OpenSessionEntry): AccountRecord {
    const account = this.#account(entry.account);
    if (entry.rehashedPassword !== undefined) {
      this.#statements.setPassword.run(entry.rehashedPassword, entry.account);
    }
    this.#addSession(entry.account, entry);
    return account;
  }

  #resumeSession(entry: ResumeSessionEntry): AccountRecord {
    const session = this.#statements.sessionByToken.get(
      entry.tokenHash,
      entry.timeMs - SESSION_LIFETIME_MS,
    );
    if (session === undefined) throw new ChatError("bad_credentials");
    this.#statements.touchSession.run(entry.address, entry.timeMs, entry.tokenHash);
    return this.#account(Number(session["account"]));
  }

  #closeSession(entry: CloseSessionEntry): null {
    this.#statements.dropSession.run(entry.tokenHash);
    return null;
  }

  #addSession(account: number, entry: RegisterEntry | OpenSessionEntry): void {
    this.#statements.addSession.run(
      entry.tokenHash,
      account,
      entry.address,
      entry.timeMs,
      entry.timeMs,
    );
  }

  #account(id: number): AccountRecord {
    const row = this.#statements.accountById.get(id);
    if (row === undefined) throw new ChatError("bad_credentials");
    const rooms = this.#statements.roomsOfAccount.all(id) as unknown as RoomRecord[];
    return { id, name: String(row["name"]), rooms };
  }

  #roomMessage(entry: RoomMessageEntry): Posted {
    return this.#posted(entry) ?? this.#post(entry, entry.room.id);
  }

  #privateMessage(entry: PrivateMessageEntry): PostedPrivately {
    const row = this.#statements.accountByName.get(foldUsername(entry.to));
    if (row === undefined) throw new ChatError("no_such_user");
    const recipient = { id: Number(row["id"]), name: String(row["name"]) };
    const posted = this.#posted(entry) ??
      this.#post(entry, this.#privateConversation(entry.author, recipient.id, entry.timeMs));
    return { ...posted, recipient };
  }

  #privateConversation(first: number, second: number, timeMs: number): number {
    const low = Math.min(first, second);
    const high = Math.max(first, second);
    const known = this.#statements.privateConversation.get(low, high);
    if (known !== undefined) return Number(known["id"]);
    const id = Number(
      this.#statements.addPrivateConversation.run(low, high, timeMs).lastInsertRowid,
    );
    this.#statements.addMember.run(id, low, timeMs);
    if (high !== low) this.#statements.addMember.run(id, high, timeMs);
    return id;
  }

  /** The message that the same account posted with the same nonce within the last day. */
  #posted(entry: RoomMessageEntry | PrivateMessageEntry): Posted | undefined {
    if (entry.nonce === undefined) return undefined;
    const row = this.#statements.messageByNonce.get(
      entry.author,
      entry.nonce,
      entry.timeMs - NONCE_LIFETIME_MS,
    );
    if (row === undefined) return undefined;
    return { id: Number(row["id"]), timeMs: Number(row["time_ms"]), duplicate: true };
  }

  #post(entry: RoomMessageEntry | PrivateMessageEntry, conversation: number): Posted {
    const { lastInsertRowid } = this.#statements.addMessage.run(
      conversation,
      entry.author,
      entry.text,
      entry.timeMs,
    );
    const id = Number(lastInsertRowid);
    if (entry.nonce !== undefined) {
      this.#statements.addNonce.run(entry.author, entry.nonce, id, entry.timeMs);
    }
    return { id, timeMs: entry.timeMs, duplicate: false };
  }
}

const SQL = {
  accountById: "SELECT name FROM accounts WHERE id = ?",
  accountByName: "SELECT id, name FROM accounts WHERE folded_name = ?",
  addAccount: "INSERT INTO accounts (name, folded_name, password, created_ms) VALUES (?, ?, ?, ?)",
  addMember: "INSERT INTO members (conversation, account, joined_ms) VALUES (?, ?, ?)",
  addMessage: "INSERT INTO messages (conversation, author, text, time_ms) VALUES (?, ?, ?, ?)",
  addNonce: "INSERT OR REPLACE INTO nonces (account, nonce, message, time_ms) VALUES (?, ?, ?, ?)",
  addPrivateConversation:
    "INSERT INTO conversations (kind, low, high, created_ms) VALUES ('private', ?, ?, ?)",
  addSession:
    "INSERT INTO sessions (token_hash, account, address, created_ms, used_ms) VALUES (?, ?, ?, ?, ?)",
  dropOldNonces: "DELETE FROM nonces WHERE time_ms < ?",
  dropOldSessions: "DELETE FROM sessions WHERE used_ms < ?",
  dropSession: "DELETE FROM sessions WHERE token_hash = ?",
  lastId: "SELECT seq AS id FROM sqlite_sequence WHERE name = 'messages'",
  messageByNonce: `
    SELECT messages.id, messages.time_ms FROM nonces
    JOIN messages ON messages.id = nonces.message
    WHERE nonces.account = ? AND nonce = ? AND nonces.time_ms >= ?`,
  privateConversation: "SELECT id FROM conversations WHERE low = ? AND high = ?",
  roomByName: "SELECT id FROM conversations WHERE name = ?",
  roomsOfAccount: `
    SELECT conversations.id, conversations.name FROM members
    JOIN conversations ON conversations.id = members.conversation
    WHERE members.account = ? AND kind = 'room' ORDER BY conversations.name`,
  sessionByToken: "SELECT account FROM sessions WHERE token_hash = ? AND used_ms >= ?",
  setPassword: "UPDATE accounts SET password = ? WHERE id = ?",
  touchSession: "UPDATE sessions SET address = ?, used_ms = ? WHERE token_hash = ?",
} as const;
