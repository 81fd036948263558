/** Entries about what an account has read. */
import type { Appliers } from "../../applier.ts";
import { admitToRoom, conversationsWith } from "../../gate.ts";
import type { Store } from "../../database/store.ts";
import { countUnread, type UnreadCounts } from "../../unread.ts";
import { lastIdBefore } from "../../read/pages.ts";

/** Where something was read: a room, or the conversation with another account. */
export type ReadPlace = { room: string } | { with: string };

/** Up to what a conversation was read: a message, or whatever was said until then. */
export type ReadMark = { id: number; untilMs?: never } | { untilMs: number; id?: never };

/** Entries about reading. */
export interface ReadingEntries {
  /** Sets up to what a conversation was read; an earlier mark makes it unread again. */
  mark_read: {
    fields: { place: ReadPlace } & ReadMark;
    /** With the name of the room or of the other account as it is written. */
    result: Omit<UnreadCounts, "first"> & {
      id: number;
      readMs: number | undefined;
      place: ReadPlace;
    };
  };
}

/** Applies {@linkcode ReadingEntries}. */
export const READING_APPLIERS: Appliers<ReadingEntries> = {
  mark_read(store, { actor: account, place, id, untilMs }) {
    const { conversations, named } = placesToRead(store, account, place);
    const readId = untilMs === undefined
      ? Math.min(id, store.lastId)
      : Math.max(0, ...conversations.map((each) => lastIdUntil(store, each, untilMs)));
    // Where nothing was said nothing is noted, and nobody is told otherwise.
    const readMs = conversations.length === 0 ? undefined : untilMs;
    const result = { id: readId, readMs, place: named, unread: 0, mentions: 0 };
    for (const conversation of conversations) {
      store.run(
        "UPDATE members SET read_id = ?, read_ms = ? WHERE account = ? AND conversation = ?",
        readId,
        untilMs ?? null,
        account,
        conversation,
      );
      const { unread, mentions } = countUnread(store, { account, conversation, readId });
      result.unread += unread;
      result.mentions += mentions;
    }
    result.readMs ??= latest(conversations.map((each) => timeOfMark(store, each, readId)));
    return result;
  },
};

/** When the last message of a conversation up to an id was written; undefined when there is none. */
export function timeOfMark(store: Store, conversation: number, readId: number): number | undefined {
  const row = store.get(
    "SELECT time_ms FROM messages WHERE conversation = ? AND id <= ? ORDER BY id DESC LIMIT 1",
    conversation,
    readId,
  );
  return row === undefined ? undefined : Number(row["time_ms"]);
}

/** The last message of a conversation that was written until a time; 0 when there is none. */
function lastIdUntil(store: Store, conversation: number, timeMs: number): number {
  const last = lastIdBefore(store, timeMs + 1);
  const row = store.get(
    "SELECT id FROM messages WHERE conversation = ? AND id <= ? ORDER BY id DESC LIMIT 1",
    conversation,
    last,
  );
  return Number(row?.["id"] ?? 0);
}

function latest(timesMs: readonly (number | undefined)[]): number | undefined {
  const known = timesMs.filter((timeMs) => timeMs !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/**
 * The conversations of a place that an account may read, and its name as it is written.
 *
 * @throws {ChatError} `no_such_user`, or what the table of rights says.
 */
export function placesToRead(
  store: Store,
  account: number,
  place: ReadPlace,
): { conversations: number[]; named: ReadPlace } {
  if ("room" in place) {
    const { id, name } = admitToRoom(store, account, place.room, "read");
    return { conversations: [id], named: { room: name } };
  }
  const { conversations, name } = conversationsWith(store, account, place.with);
  return { conversations, named: { with: name } };
}
