/** Entries that take away what was said longer ago than it is kept, piece by piece. */
import type { Appliers } from "../../applier.ts";
import { lastIdBefore } from "../../read/pages.ts";
import type { Store } from "../../database/store.ts";
import type { WriteStore } from "../write_store.ts";
import { expireRoomEvents } from "../rooms/room_events.ts";
import { unindexAllLater } from "./search_index.ts";

/** Most rooms that one entry looks at. */
const ROOMS_AT_ONCE = 200;

/** What one piece has done; `next` is the room after which the next one looks, undefined after the last. */
export interface ExpiredMessages {
  removed: number;
  next: number | undefined;
}

/** Entries about messages whose time is over. */
export interface RetentionEntries {
  /**
   * Takes messages away that are older than the server keeps them (`ageMs`; 0 for ever), and then those
   * older than their rooms do, at most `limit` at once. `nowMs` is the time until which servers are
   * known to have run, which a clock that is wrong for a while does not change. Nobody is told.
   */
  expire_messages: {
    fields: { nowMs: number; ageMs: number; afterRoom: number; limit: number };
    result: ExpiredMessages;
  };
}

/** Applies {@linkcode RetentionEntries}. */
export const RETENTION_APPLIERS: Appliers<RetentionEntries> = {
  expire_messages(store, { afterRoom, ageMs, limit, nowMs: seenMs, timeMs }) {
    const nowMs = Math.min(seenMs, timeMs);
    if (ageMs > 0 && afterRoom === 0) {
      const ids = olderThan(store, { untilMs: nowMs - ageMs, room: undefined, limit });
      if (ids.length > 0) return { removed: remove(store, ids), next: 0 };
      expireRoomEvents(store, { untilMs: nowMs - ageMs, room: undefined, limit });
    }
    const rooms = store.all(
      `SELECT id, retention_ms FROM conversations WHERE retention_ms > 0 AND id > ?
       ORDER BY id LIMIT ${ROOMS_AT_ONCE}`,
      afterRoom,
    );
    let removed = 0;
    let done = afterRoom;
    for (const { id, retention_ms: retentionMs } of rooms) {
      const room = Number(id);
      const untilMs = nowMs - Number(retentionMs);
      const ids = olderThan(store, { untilMs, room, limit: limit - removed });
      removed += remove(store, ids);
      expireRoomEvents(store, { untilMs, room, limit });
      if (removed === limit) return { removed, next: done };
      done = room;
    }
    return { removed, next: rooms.length === ROOMS_AT_ONCE ? done : undefined };
  },
};

/** The oldest messages that were written before a time, in one room or everywhere. */
function olderThan(
  store: Store,
  { limit, room, untilMs }: { untilMs: number; room: number | undefined; limit: number },
): number[] {
  const oldest = room === undefined
    ? store.get("SELECT time_ms FROM messages ORDER BY id LIMIT 1")
    : store.get("SELECT time_ms FROM messages WHERE conversation = ? ORDER BY id LIMIT 1", room);
  if (oldest === undefined || Number(oldest["time_ms"]) >= untilMs) return [];
  const last = lastIdBefore(store, untilMs);
  const rows = room === undefined
    ? store.all("SELECT id FROM messages WHERE id <= ? ORDER BY id LIMIT ?", last, limit)
    : store.all(
      "SELECT id FROM messages WHERE conversation = ? AND id <= ? ORDER BY id LIMIT ?",
      room,
      last,
      limit,
    );
  return rows.map(({ id }) => Number(id));
}

function remove(store: WriteStore, ids: readonly number[]): number {
  if (ids.length === 0) return 0;
  unindexAllLater(store, ids);
  store.run(
    "DELETE FROM messages WHERE id IN (SELECT value FROM json_each(?))",
    JSON.stringify(ids),
  );
  return ids.length;
}
