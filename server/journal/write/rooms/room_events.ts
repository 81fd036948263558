/** Keeps what happens in a room, so that those who read in it see it in its place among what was said. */
import type { RoomEvent } from "../../../../protocol/events.ts";
import { isAtLevel, ROOM_EVENTS_LEVEL } from "../../log/known_levels.ts";
import type { WriteStore } from "../write_store.ts";

/** What is said of an event beside where, when, by whom and about whom it was. */
export type EventDetail = RoomEvent extends infer Event
  ? Event extends RoomEvent
    ? { event: Event["event"] } & Omit<Event, "event_id" | "room" | "by" | "username" | "time">
  : never
  : never;

/** An event that is to be kept. */
export interface Happening {
  /** The room. */
  room: number;
  /** Who did it. */
  actor: number;
  /** Whom it was done to; undefined where that is nobody. */
  target?: number | undefined;
  detail: EventDetail;
  timeMs: number;
}

/** Keeps an event and returns its id; undefined where not every node of a cluster can that yet. */
export function noteRoomEvent(
  store: WriteStore,
  { room, actor, target, detail, timeMs }: Happening,
): number | undefined {
  if (!isAtLevel(store, ROOM_EVENTS_LEVEL)) return undefined;
  const id = store.nextId();
  store.run(
    `INSERT INTO room_events (id, conversation, actor, target, detail, time_ms)
     VALUES (?, ?, ?, ?, ?, ?)`,
    id,
    room,
    actor,
    target ?? null,
    JSON.stringify(detail),
    timeMs,
  );
  return id;
}

/** Forgets what somebody did in a room, or in all of them, since a time. */
export function forgetRoomEvents(
  store: WriteStore,
  { actor, room, sinceMs }: { actor: number; room: number | undefined; sinceMs: number },
): void {
  // As in purges.ts: in a room nobody looks at what the account has done elsewhere.
  const where = room === undefined ? "actor = ?1" : "conversation = ?3 AND +actor = ?1";
  store.run(
    `DELETE FROM room_events WHERE ${where} AND time_ms >= ?2`,
    actor,
    sinceMs,
    ...room === undefined ? [] : [room],
  );
}

/** Forgets what happened before a time, in one room or everywhere, at most `limit` events at once. */
export function expireRoomEvents(
  store: WriteStore,
  { limit, room, untilMs }: { limit: number; room: number | undefined; untilMs: number },
): void {
  const where = room === undefined ? "" : "conversation = ?3 AND";
  store.run(
    `DELETE FROM room_events WHERE id IN (
       SELECT id FROM room_events WHERE ${where} time_ms < ?1 ORDER BY id LIMIT ?2)`,
    untilMs,
    limit,
    ...(room === undefined ? [] : [room]),
  );
}
