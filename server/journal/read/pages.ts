/** Pages of what was said, by what is before, after or around a message. */
import type { Message } from "../../../protocol/records.ts";
import type { HistoryPage } from "../../../protocol/answers.ts";
import type { RoomEvent } from "../../../protocol/events.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Store } from "../database/store.ts";
import { readMessage } from "./message.ts";
import { readRoomEvent } from "./room_events.ts";

/** A part of what was said in some conversations, most often one. */
export interface Stretch {
  conversations: readonly number[];
  id: number;
  limit: number;
  /** Whether what happened there is among it. @default false */
  withEvents?: boolean;
}

/** The ids before one, newest first. */
export function idsBefore(
  store: Store,
  { conversations, id, limit, withEvents }: Stretch,
): number[] {
  const sql = tablesOf(withEvents).map((table) =>
    `SELECT id FROM ${table} WHERE conversation = ? AND id < ? ORDER BY id DESC LIMIT ?`
  );
  return conversations
    .flatMap((conversation) => sql.flatMap((each) => store.all(each, conversation, id, limit)))
    .map((row) => Number(row["id"]))
    .sort((first, second) => second - first)
    .slice(0, limit);
}

/** The ids after one, oldest first. */
export function idsAfter(
  store: Store,
  { conversations, id, limit, withEvents }: Stretch,
): number[] {
  const sql = tablesOf(withEvents).map((table) =>
    `SELECT id FROM ${table} WHERE conversation = ? AND id > ? ORDER BY id LIMIT ?`
  );
  return conversations
    .flatMap((conversation) => sql.flatMap((each) => store.all(each, conversation, id, limit)))
    .map((row) => Number(row["id"]))
    .sort((first, second) => first - second)
    .slice(0, limit);
}

function tablesOf(withEvents = false): readonly string[] {
  return withEvents ? ["messages", "room_events"] : ["messages"];
}

/** What is behind the first `limit` ids, as far as a line reaches. */
export function pageOf(
  store: Store,
  ids: readonly number[],
  { limit, withEvents = false }: Pick<Stretch, "limit" | "withEvents">,
): HistoryPage {
  const budget = new ByteBudget();
  const messages: Message[] = [];
  const events: RoomEvent[] = [];
  for (const id of ids.slice(0, limit)) {
    const event = withEvents ? readRoomEvent(store, id) : undefined;
    const message = event === undefined ? readMessage(store, id) : undefined;
    if (!budget.takes(event ?? message)) break;
    if (event !== undefined) events.push(event);
    if (message !== undefined) messages.push(message);
  }
  const more = ids.length > messages.length + events.length;
  return { messages, ...(withEvents ? { events } : {}), more };
}

/** What is at an id and half a page on either side, nearest first as far as the line reaches. */
export function around(
  store: Store,
  { conversations, id, limit, withEvents = false }: Stretch,
): HistoryPage {
  const newerCount = Math.floor(limit / 2);
  const common = { conversations, withEvents };
  const older = idsBefore(store, { ...common, id: id + 1, limit: limit - newerCount });
  const newer = idsAfter(store, { ...common, id, limit: newerCount + 1 });
  const nearest = [...older, ...newer.slice(0, newerCount)]
    .sort((first, second) => Math.abs(first - id) - Math.abs(second - id));
  const page = pageOf(store, nearest, { limit: nearest.length, withEvents });
  const { newest } = inOrder(page);
  return { ...page, more: newer.some((newerId) => newerId > (newest ?? id)) };
}

/** Sorts a page by ids, the oldest first; says which is the newest. */
export function inOrder({ messages, events = [] }: HistoryPage): { newest: number | undefined } {
  messages.sort((first, second) => first.id - second.id);
  events.sort((first, second) => first.event_id - second.event_id);
  const last = [messages.at(-1)?.id, events.at(-1)?.event_id].filter((id) => id !== undefined);
  return { newest: last.length === 0 ? undefined : Math.max(...last) };
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
