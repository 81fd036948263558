/** The entry that brings messages of another chat in: they are there, and nobody is told of them. */
import type { Content } from "../../../../protocol/content/content.ts";
import { checkContent } from "../../../../protocol/content/kinds.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Appliers } from "../../applier.ts";
import { columnsOf } from "../../content/kinds.ts";
import { checksumOf } from "../../database/checksum.ts";
import type { Store } from "../../database/store.ts";
import { keepFile } from "../files/kept_files.ts";
import { isEncryptedRoom } from "../keys/room_rows.ts";
import type { WriteStore } from "../write_store.ts";
import { authorOf, type Foreign, importedRoom } from "./imports.ts";

/** A message of another chat. */
export interface ImportedMessage {
  /** A hash of what it is called there: whatever has the same key is the same message. */
  key: Uint8Array;
  /** The key of its author. */
  author: string;
  /** When it was written there, in milliseconds since 1970. */
  originalMs: number;
  content: Content;
  /** The key of the message that it answers; what is not here is answered by nobody. */
  replyTo: Uint8Array | undefined;
  /** Emoji with the keys of the authors who reacted; those who are not known are left out. */
  reactions: readonly { emoji: string; authors: readonly string[] }[];
}

/** Entries about messages of another chat; whoever appends them is the console. */
export interface ImportMessageEntries {
  /**
   * Brings messages into the room that takes those of theirs (`key`), in this order. Nothing happens
   * to those that are here already, nor to those of accounts that have ended (`left`).
   */
  import_messages: {
    fields: Foreign & { messages: readonly ImportedMessage[] };
    result: { added: number; known: number; left: number };
  };
}

/** Applies {@linkcode ImportMessageEntries}. */
export const IMPORT_MESSAGE_APPLIERS: Appliers<ImportMessageEntries> = {
  import_messages(store, { source, key, messages, timeMs }) {
    const room = importedRoom(store, { source, key });
    if (room === undefined || isEncryptedRoom(store, room.id)) throw new ChatError("no_such_room");
    const authors = new Authors(store, source);
    for (const { author, content } of messages) {
      checkContent(content);
      if (content.kind === "sealed") throw new ChatError("bad_field", "This cannot be imported");
      authors.demand(author);
    }
    const result = { added: 0, known: 0, left: 0 };
    const lastId = lastIdOf(store, room.id);
    for (const message of messages) {
      if (messageWith(store, message.key) !== undefined) result.known += 1;
      else if (authors.of(message.author) === undefined) result.left += 1;
      else {
        add(store, message, { authors, room: room.id, timeMs });
        result.added += 1;
      }
    }
    if (result.added > 0) {
      noteRun(store, room.id, lastId);
      stayRead(store, room.id, lastId);
    }
    return result;
  },
};

/** Which accounts stand for authors. */
class Authors {
  readonly #store: Store;
  readonly #source: string;
  readonly #known = new Map<string, ReturnType<typeof authorOf>>();

  constructor(store: Store, source: string) {
    this.#store = store;
    this.#source = source;
  }

  /** The account; undefined when there is none, or none any more. */
  of(key: string): number | undefined {
    const found = this.#found(key);
    return found === undefined || found.isDeleted ? undefined : found.account;
  }

  /** Throws {ChatError} `no_such_user` when no account ever stood for the author. */
  demand(key: string): void {
    if (this.#found(key) === undefined) throw new ChatError("no_such_user");
  }

  #found(key: string): ReturnType<typeof authorOf> {
    if (!this.#known.has(key)) {
      this.#known.set(key, authorOf(this.#store, { source: this.#source, key }));
    }
    return this.#known.get(key);
  }
}

function add(
  store: WriteStore,
  { author, content, key, originalMs, reactions, replyTo }: ImportedMessage,
  { authors, room, timeMs }: { authors: Authors; room: number; timeMs: number },
): void {
  const account = authors.of(author) ?? 0;
  const { content_kind: kind, text } = columnsOf(content);
  const answered = replyTo === undefined ? undefined : messageWith(store, replyTo);
  const id = store.nextId();
  store.run(
    `INSERT INTO messages
       (id, conversation, author, text, checksum, content_kind, reply_to, changed_id, time_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    room,
    account,
    text,
    checksumOf(id, text),
    kind,
    answered?.room === room ? answered.id : null,
    // Something has happened to it, but nothing that is news.
    reactions.length === 0 ? null : 0,
    timeMs,
  );
  store.run(
    "INSERT INTO imported (message, conversation, key, original_ms) VALUES (?, ?, ?, ?)",
    id,
    room,
    key,
    originalMs,
  );
  keepFile(store, { message: id, conversation: room, account, content });
  for (const { authors: keys, emoji } of reactions) {
    for (const each of keys) {
      const reacting = authors.of(each);
      if (reacting === undefined) continue;
      store.run(
        "INSERT OR IGNORE INTO reactions (message, emoji, account) VALUES (?, ?, ?)",
        id,
        emoji,
        reacting,
      );
    }
  }
}

function messageWith(store: Store, key: Uint8Array): { id: number; room: number } | undefined {
  const row = store.get("SELECT message, conversation FROM imported WHERE key = ?", key);
  return row && { id: Number(row["message"]), room: Number(row["conversation"]) };
}

function lastIdOf(store: Store, room: number): number {
  const row = store.get(
    "SELECT id FROM messages WHERE conversation = ? ORDER BY id DESC LIMIT 1",
    room,
  );
  return Number(row?.["id"] ?? 0);
}

/** What came in since `lastId` is a run of imported messages, or goes on with the one that ended there. */
function noteRun(store: WriteStore, room: number, lastId: number): void {
  const extended = store.run(
    "UPDATE imported_runs SET last_id = ? WHERE conversation = ? AND last_id = ?",
    store.lastId,
    room,
    lastId,
  );
  if (extended.changes > 0) return;
  store.run(
    `INSERT INTO imported_runs (conversation, first_id, last_id)
     SELECT conversation, min(id), ? FROM messages WHERE conversation = ? AND id > ?`,
    store.lastId,
    room,
    lastId,
  );
}

/** Whoever had read everything in a room has done so still: history is not unread. */
function stayRead(store: WriteStore, room: number, lastId: number): void {
  store.run(
    "UPDATE members SET read_id = ? WHERE conversation = ? AND read_id >= ?",
    store.lastId,
    room,
    lastId,
  );
}
