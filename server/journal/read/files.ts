/** Queries about files: which one a message carries, those of a conversation, and how much there is. */
import type { FilesPage } from "../../../protocol/answers.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { Readers } from "../applier.ts";
import type { Store } from "../database/store.ts";
import { fileIn, hashIn } from "../files/file_rows.ts";
import type { FileUsage } from "../files/storage_limits.ts";
import { usageOf } from "../files/usage.ts";
import { admitToMessage } from "../gate.ts";
import { seenBefore } from "../write/housekeeping/uptime.ts";
import { type Posted, posted } from "../write/messages/posted.ts";
import { placesToRead, type ReadPlace } from "../write/messages/reading.ts";
import { SEEN_REPORTS, sightOf } from "../write/order/report_sight.ts";
import { filesMatching } from "./file_search.ts";
import { pageOf } from "./pages.ts";

/** What is needed to give somebody the bytes of a file. */
export interface ReadableFile {
  sha256: string;
  size: number;
  name: string;
  type: string;
}

/** Bytes that are stored once, however many messages and reports refer to them. */
export interface StoredBlob {
  sha256: string;
  size: number;
}

/** Whose files, or which room's, take how much. */
export interface NamedUsage extends FileUsage {
  /** The name of the account or of the room; missing for what is between two accounts. */
  name?: string;
}

/** Most hashes in one question, and most rows in one answer. */
const MAX_BLOBS = 1_000;

/** Queries about files. */
export interface FileQueries {
  /**
   * The file of a message, for those who may read the message, for its author, and for those who see a
   * report of it; undefined for everybody else, and when there is none.
   */
  file_of_message: {
    fields: { account: number; message: number };
    result: ReadableFile | undefined;
  };
  /** The messages of one conversation that carry files, newest page first, each page oldest first. */
  files: {
    fields: {
      account: number;
      place: ReadPlace;
      /** Words that must be in the name or the caption; empty for all. */
      words: readonly string[];
      before: number;
      limit: number;
    };
    result: FilesPage;
  };
  /** Which of these bytes (SHA-256) a message or a report refers to; at most 1,000 at once. */
  referenced_blobs: { fields: { hashes: readonly string[] }; result: string[] };
  /** All bytes that something refers to, in the order of their hashes, after one of them (or ""). */
  all_blobs: { fields: { after: string; limit: number }; result: StoredBlob[] };
  /** The messages that carry these bytes, oldest first; at most 1,000. */
  messages_with_blob: { fields: { sha256: string }; result: number[] };
  /** How much the files of an account take, and all files, those that are the same counted once. */
  file_usage: { fields: { account: number }; result: { account: FileUsage; server: FileUsage } };
  /** The accounts, or the conversations, whose files take most. */
  largest_file_usage: {
    fields: { scope: "account" | "conversation"; limit: number };
    result: NamedUsage[];
  };
  /** The latest time since which servers were seen running for at least so long; 0 for none. */
  seen_before: { fields: { ageMs: number }; result: number };
  /** What the account posted with a nonce within the last day. */
  posted: { fields: { account: number; nonce: string }; result: Posted | undefined };
}

/** Answers {@linkcode FileQueries}. */
export const FILE_READERS: Readers<FileQueries> = {
  file_of_message(store, { account, message }) {
    return readable(store, account, message) ?? reported(store, account, message);
  },

  files(store, { account, place, words, before, limit }) {
    const { conversations } = placesToRead(store, account, place);
    const found = filesMatching(store, { conversations, words, before, limit: limit + 1 });
    const { messages } = pageOf(store, found.ids, { limit });
    const more = found.ids.length > messages.length || found.next !== undefined;
    const next = messages.at(-1)?.id ?? found.next;
    return {
      messages: messages.reverse(),
      more,
      ...(more && next !== undefined ? { next } : {}),
    };
  },

  referenced_blobs(store, { hashes }) {
    return hashes.slice(0, MAX_BLOBS).filter((sha256) =>
      store.get("SELECT 1 FROM blobs WHERE sha256 = ?", Uint8Array.fromHex(sha256)) !== undefined
    );
  },

  all_blobs(store, { after, limit }) {
    const rows = store.all(
      "SELECT sha256, size FROM blobs WHERE sha256 > ? ORDER BY sha256 LIMIT ?",
      Uint8Array.fromHex(after),
      Math.min(limit, MAX_BLOBS),
    );
    return rows.map((row) => ({ sha256: hashIn(row), size: Number(row["size"]) }));
  },

  messages_with_blob(store, { sha256 }) {
    const rows = store.all(
      `SELECT message FROM files WHERE sha256 = ? ORDER BY message LIMIT ${MAX_BLOBS}`,
      Uint8Array.fromHex(sha256),
    );
    return rows.map(({ message }) => Number(message));
  },

  file_usage(store, { account }) {
    return { account: usageOf(store, "account", account), server: usageOf(store, "server", 0) };
  },

  largest_file_usage(store, { scope, limit }) {
    const names = scope === "account" ? "accounts" : "conversations";
    const rows = store.all(
      `SELECT files, bytes, ${names}.name AS name FROM file_usage
       JOIN ${names} ON ${names}.id = file_usage.id
       WHERE scope = ? ORDER BY bytes DESC, file_usage.id LIMIT ?`,
      scope,
      Math.min(limit, MAX_BLOBS),
    );
    return rows.map(({ bytes, files, name }) => ({
      files: Number(files),
      bytes: Number(bytes),
      ...(name === null ? {} : { name: String(name) }),
    }));
  },

  seen_before: (store, { ageMs }) => seenBefore(store, ageMs),

  posted(store, { account, nonce }) {
    return posted(store, { actor: account, nonce, timeMs: store.timeMs });
  },
};

/** The file of a message that the account may read, or that it has written. */
function readable(store: Store, account: number, message: number): ReadableFile | undefined {
  const row = store.get(
    `SELECT files.* FROM files JOIN messages ON messages.id = message
     JOIN conversations ON conversations.id = files.conversation
     WHERE message = ? AND messages.deleted_ms IS NULL AND conversations.deleted_ms IS NULL`,
    message,
  );
  const isAllowed = mayRead(store, account, message) || row?.["account"] === account;
  return row === undefined || !isAllowed ? undefined : described(row);
}

/** The file that a report keeps of a message, for those who see the report. */
function reported(store: Store, account: number, message: number): ReadableFile | undefined {
  const row = store.get(
    `SELECT report_files.* FROM report_files
     JOIN reports ON reports.id = report
     JOIN accounts AS authors ON authors.id = author
     WHERE reports.message = ?4 AND ${SEEN_REPORTS} ORDER BY reports.id DESC LIMIT 1`,
    ...sightOf(store, account),
    message,
  );
  return row === undefined ? undefined : described(row);
}

function mayRead(store: Store, account: number, message: number): boolean {
  try {
    admitToMessage(store, account, message);
    return true;
  } catch (error) {
    if (error instanceof ChatError) return false;
    throw error;
  }
}

function described(row: Record<string, unknown>): ReadableFile {
  const { name, sha256, size, type } = fileIn(row);
  return { sha256, size, name, type };
}
