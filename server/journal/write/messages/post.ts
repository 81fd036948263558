/** Writes messages down: checks what binds them, finds or makes their conversation, stores them. */
import type { Content } from "../../../../protocol/content/content.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { columnsOf } from "../../content/kinds.ts";
import { checksumOf } from "../../database/checksum.ts";
import type { Store } from "../../database/store.ts";
import type { StorageLimits } from "../../files/storage_limits.ts";
import type { Admitted } from "../../gate.ts";
import { keepFile } from "../files/kept_files.ts";
import { checkFileRoom, checkTextRoom } from "../files/quotas.ts";
import type { WriteStore } from "../write_store.ts";
import { keepMentions, roomCall } from "./mentions.ts";
import type { Posted } from "./posted.ts";
import { type ScreenedContent, screeningResult } from "./screening.ts";

/** What a new message is made of. */
export interface NewMessage {
  authorName: string;
  content: Content;
  replyTo: number | undefined;
  nonce: string | undefined;
  /** What it is judged by; nothing is bound without. */
  limits?: StorageLimits;
}

/** A new message with who writes it, and when. */
export type Writing = NewMessage & {
  actor: number;
  timeMs: number;
  /** The key that it was encrypted with. */
  epoch?: number;
};

/** Sees to it that there is room for what is to be stored; returns what notes it down. */
export function checkRoom(
  store: WriteStore,
  { actor: account, limits, timeMs }: Writing,
  { room, screened: { content } }: { screened: ScreenedContent; room: number | undefined },
): () => void {
  checkFileRoom(store, { account, content, limits, room });
  return checkTextRoom(store, { account, content, limits, timeMs });
}

/** Writes a message down. */
export function post(
  store: WriteStore,
  entry: Writing,
  { conversation, screened, place }: {
    conversation: number;
    screened: ScreenedContent;
    place: Admitted | undefined;
  },
): Posted {
  const { actor: author, replyTo, nonce, timeMs } = entry;
  const { content } = screened;
  const { content_kind: kind, sealed, text } = columnsOf(content);
  const replyFrom = checkReply(store, entry, conversation);
  const call = roomCall(store, { account: author, content, place });
  const id = store.nextId();
  store.run(
    `INSERT INTO messages
       (id, conversation, author, text, checksum, content_kind, mentions_room, reply_to, time_ms,
         sealed, epoch)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    conversation,
    author,
    text,
    checksumOf(id, text),
    kind,
    call === "called" ? 1 : 0,
    replyTo ?? null,
    timeMs,
    sealed,
    entry.epoch ?? null,
  );
  keepFile(store, { message: id, conversation, account: author, content });
  keepMentions(store, { message: id, conversation, author, content });
  if (nonce !== undefined) {
    store.run(
      "INSERT OR REPLACE INTO nonces (account, nonce, message, time_ms) VALUES (?, ?, ?, ?)",
      author,
      nonce,
      id,
      timeMs,
    );
  }
  const result = screeningResult(store, screened, { message: id, place, author, timeMs });
  const isBot =
    store.get("SELECT 1 FROM accounts WHERE id = ? AND is_bot = 1", author) !== undefined;
  const mark = isBot ? { isBot: true as const } : {};
  const reply = replyFrom === undefined ? {} : { replyFrom };
  return { id, timeMs, duplicate: false, ...reply, ...mark, ...hushed(call), ...result };
}

/** Says of a message that it calls all and that nobody was called; nothing of any other. */
export function hushed(call: ReturnType<typeof roomCall>): { isHushed?: true } {
  return call === "hushed" ? { isHushed: true } : {};
}

/** A reply stays in the conversation of what it replies to; returns who wrote that. */
export function checkReply(
  store: Store,
  { replyTo }: NewMessage,
  conversation: number,
): string | undefined {
  if (replyTo === undefined) return undefined;
  const row = store.get(
    `SELECT name FROM messages JOIN accounts ON accounts.id = author
     WHERE messages.id = ? AND conversation = ? AND messages.deleted_ms IS NULL`,
    replyTo,
    conversation,
  );
  if (row === undefined) throw new ChatError("no_such_message");
  return String(row["name"]);
}

/** The private conversation of two accounts, if they have written to each other. */
export function conversationOf(
  store: Store,
  first: number,
  second: number,
): { id: number; isEncrypted: boolean } | undefined {
  const row = store.get(
    "SELECT id, encrypted_from FROM conversations WHERE low = ? AND high = ?",
    Math.min(first, second),
    Math.max(first, second),
  );
  if (row === undefined) return undefined;
  return { id: Number(row["id"]), isEncrypted: row["encrypted_from"] !== null };
}

/** Makes the private conversation of two accounts. */
export function addConversation(
  store: WriteStore,
  { actor: author, timeMs }: Pick<Writing, "actor" | "timeMs">,
  recipient: number,
): number {
  const { id } = store.run(
    "INSERT INTO conversations (kind, low, high, created_ms) VALUES ('direct', ?, ?, ?)",
    Math.min(author, recipient),
    Math.max(author, recipient),
    timeMs,
  );
  for (const account of new Set([author, recipient])) {
    store.run(
      "INSERT INTO members (account, conversation, role, joined_ms) VALUES (?, ?, 'member', ?)",
      account,
      id,
      timeMs,
    );
  }
  return id;
}
