/** Reads accounts and pages of messages; every query is bounded in rows and in bytes. */
import type { DatabaseSync } from "node:sqlite";
import type { Message } from "../../protocol/events.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { RoomRecord } from "./entries.ts";
import { prepareAll } from "./statements.ts";

/** An account with its stored password. */
export interface Credentials {
  account: number;
  password: string;
}

/** A page of messages, oldest first; `more` says that the same question has further ones. */
export interface Page {
  messages: Message[];
  more: boolean;
}

/** Which messages a page starts from and how many it holds at most. */
export interface PageOptions {
  account: number;
  limit: number;
}

/** Bytes kept free for what an answer has around its messages. */
const ANSWER_OVERHEAD_BYTES = 1_024;

/** Reads what the writer has committed. Every path to a message goes through `members`. */
export class Reader {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = prepareAll(database, SQL);
  }

  /** The account with this name, compared without case. */
  credentials(name: string): Credentials | undefined {
    const row = this.#statements.credentials.get(foldUsername(name));
    if (row === undefined) return undefined;
    return { account: Number(row["id"]), password: String(row["password"]) };
  }

  /** Every room there is. */
  rooms(): RoomRecord[] {
    return this.#statements.rooms.all().map((row) => ({
      id: Number(row["id"]),
      name: String(row["name"]),
    }));
  }

  /** What the account may read with an id greater than `lastId`, in all its conversations. */
  poll(lastId: number, { account, limit }: PageOptions): Page {
    const ids: number[] = [];
    for (const { conversation } of this.#statements.conversations.all(account)) {
      const rows = this.#statements.idsAfter.all(Number(conversation), lastId, limit + 1);
      for (const row of rows) ids.push(Number(row["id"]));
    }
    ids.sort((first, second) => first - second);
    return this.#page(ids, limit);
  }

  /**
   * The newest messages of a conversation with an id less than `before`; undefined when the account
   * is no member of it.
   */
  history(conversation: number, before: number, { account, limit }: PageOptions): Page | undefined {
    if (this.#statements.member.get(account, conversation) === undefined) return undefined;
    const rows = this.#statements.idsBefore.all(conversation, before, limit + 1);
    return this.#page(rows.map((row) => Number(row["id"])), limit, "newest");
  }

  /** The conversation of a room; undefined when there is none of this name. */
  roomConversation(name: string): number | undefined {
    const row = this.#statements.room.get(name);
    return row === undefined ? undefined : Number(row["id"]);
  }

  /**
   * The conversation of two accounts: undefined when nobody has this name, 0 when the two have not
   * written to each other.
   */
  privateConversation(account: number, otherName: string): number | undefined {
    const other = this.#statements.credentials.get(foldUsername(otherName));
    if (other === undefined) return undefined;
    const otherId = Number(other["id"]);
    const row = this.#statements.privateConversation.get(
      Math.min(account, otherId),
      Math.max(account, otherId),
    );
    return Number(row?.["id"] ?? 0);
  }

  /** Reads the first ids up to `limit` and up to what fits into one line on the wire. */
  #page(ids: number[], limit: number, order: "oldest" | "newest" = "oldest"): Page {
    const messages: Message[] = [];
    let bytes = ANSWER_OVERHEAD_BYTES;
    for (const id of ids.slice(0, limit)) {
      const row = this.#statements.message.get(id);
      if (row === undefined) continue;
      const message = toMessage(row);
      bytes += new TextEncoder().encode(JSON.stringify(message)).length + 1;
      if (bytes > MAX_LINE_BYTES) break;
      messages.push(message);
    }
    const more = ids.length > messages.length;
    return { messages: order === "newest" ? messages.reverse() : messages, more };
  }
}

function toMessage(row: Record<string, unknown>): Message {
  const message = {
    id: Number(row["id"]),
    from: String(row["author"]),
    text: String(row["text"]),
    time: new Date(Number(row["time_ms"])).toISOString(),
  };
  const { room, recipient } = row;
  return typeof room === "string" ? { ...message, room } : { ...message, to: String(recipient) };
}

const SQL = {
  conversations: "SELECT conversation FROM members WHERE account = ?",
  credentials: "SELECT id, password FROM accounts WHERE folded_name = ?",
  idsAfter: "SELECT id FROM messages WHERE conversation = ? AND id > ? ORDER BY id LIMIT ?",
  idsBefore: "SELECT id FROM messages WHERE conversation = ? AND id < ? ORDER BY id DESC LIMIT ?",
  member: "SELECT 1 FROM members WHERE account = ? AND conversation = ?",
  message: `
    SELECT messages.id, authors.name AS author, text, time_ms, conversations.name AS room,
      recipients.name AS recipient
    FROM messages
    JOIN accounts AS authors ON authors.id = author
    JOIN conversations ON conversations.id = conversation
    LEFT JOIN accounts AS recipients ON recipients.id = iif(low = author, high, low)
    WHERE messages.id = ?`,
  privateConversation: "SELECT id FROM conversations WHERE low = ? AND high = ?",
  room: "SELECT id FROM conversations WHERE name = ?",
  rooms: "SELECT id, name FROM conversations WHERE kind = 'room' ORDER BY name",
} as const;
