/** Pages of what was said, by what is before, after or around a message. */
import type { Message } from "../../../protocol/records.ts";
import type { MessagePage } from "../../../protocol/answers.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Store } from "../database/store.ts";
import { readMessage } from "./message.ts";

/** A part of what was said in some conversations, most often one. */
export interface Stretch {
  conversations: readonly number[];
  id: number;
  limit: number;
}

/** The ids before one, newest first. */
export function idsBefore(store: Store, { conversations, id, limit }: Stretch): number[] {
  const sql = "SELECT id FROM messages WHERE conversation = ? AND id < ? ORDER BY id DESC LIMIT ?";
  return conversations
    .flatMap((conversation) => store.all(sql, conversation, id, limit))
    .map((row) => Number(row["id"]))
    .sort((first, second) => second - first)
    .slice(0, limit);
}

/** The ids after one, oldest first. */
export function idsAfter(store: Store, { conversations, id, limit }: Stretch): number[] {
  const sql = "SELECT id FROM messages WHERE conversation = ? AND id > ? ORDER BY id LIMIT ?";
  return conversations
    .flatMap((conversation) => store.all(sql, conversation, id, limit))
    .map((row) => Number(row["id"]))
    .sort((first, second) => first - second)
    .slice(0, limit);
}

/** The messages of the first `limit` ids, as far as a line reaches. */
export function pageOf(store: Store, ids: readonly number[], limit: number): MessagePage {
  const budget = new ByteBudget();
  const messages: Message[] = [];
  for (const id of ids.slice(0, limit)) {
    const message = readMessage(store, id);
    if (!budget.takes(message)) break;
    messages.push(message);
  }
  return { messages, more: ids.length > messages.length };
}

/** The message and half a page on either side, nearest first as far as the line reaches. */
export function around(store: Store, { conversations, id, limit }: Stretch): MessagePage {
  const newerCount = Math.floor(limit / 2);
  const older = idsBefore(store, { conversations, id: id + 1, limit: limit - newerCount });
  const newer = idsAfter(store, { conversations, id, limit: newerCount + 1 });
  const nearest = [...older, ...newer.slice(0, newerCount)]
    .sort((first, second) => Math.abs(first - id) - Math.abs(second - id));
  const { messages } = pageOf(store, nearest, nearest.length);
  messages.sort((first, second) => first.id - second.id);
  const newest = messages.at(-1)?.id ?? id;
  return { messages, more: newer.some((newerId) => newerId > newest) };
}

/** The last message before a time; ids grow with time. */
export function lastIdBefore(store: Store, timeMs: number): number {
  const newest = store.get("SELECT max(id) AS id FROM messages");
  let low = 0;
  let high = Number(newest?.["id"] ?? 0);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = store.get(
      "SELECT id, time_ms FROM messages WHERE id > ? ORDER BY id LIMIT 1",
      middle,
    );
    if (row !== undefined && Number(row["time_ms"]) < timeMs) low = Number(row["id"]);
    else high = middle;
  }
  return low;
}

/**
 * The last message of imported history that was written before a time; 0 when all of it was written
 * later, undefined when none of it was: then it goes by the messages that were written here.
 */
export function lastImportedBefore(
  store: Store,
  conversations: readonly number[],
  timeMs: number,
): number | undefined {
  const [conversation, ...others] = conversations;
  if (conversation === undefined || others.length > 0) return undefined;
  const later = store.get(
    "SELECT 1 FROM imported WHERE conversation = ? AND original_ms >= ? LIMIT 1",
    conversation,
    timeMs,
  );
  if (later === undefined) return undefined;
  const before = store.get(
    `SELECT message FROM imported WHERE conversation = ? AND original_ms < ?
     ORDER BY original_ms DESC, message DESC LIMIT 1`,
    conversation,
    timeMs,
  );
  return Number(before?.["message"] ?? 0);
}
