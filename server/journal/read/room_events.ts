/** What happened in a room, as it was told when it did. */
import type { RoomEvent } from "../../../protocol/events.ts";
import { CONSOLE, CONSOLE_NAME } from "../actors.ts";
import type { Store } from "../database/store.ts";
import { rowTime } from "./message.ts";

/** The event with this id; undefined when there is none. */
export function readRoomEvent(store: Store, id: number): RoomEvent | undefined {
  const row = store.get(
    `SELECT actor, actors.name AS actor_name, targets.name AS target_name, detail, time_ms,
       conversations.name AS room
     FROM room_events JOIN conversations ON conversations.id = conversation
     LEFT JOIN accounts AS actors ON actors.id = actor
     LEFT JOIN accounts AS targets ON targets.id = target
     WHERE room_events.id = ?`,
    id,
  );
  if (row === undefined) return undefined;
  const { actor, actor_name: by, target_name: target, room } = row;
  return {
    room: String(room),
    ...(typeof target === "string" ? { username: target } : {}),
    by: actor === CONSOLE ? CONSOLE_NAME : String(by),
    // Of a room that was renamed it says what it was called before.
    ...JSON.parse(String(row["detail"])),
    event_id: id,
    time: rowTime(row["time_ms"]),
  };
}

/** The last event before a time; ids grow with time. */
export function lastEventBefore(store: Store, timeMs: number): number {
  const row = store.get(
    "SELECT id FROM room_events WHERE time_ms < ? ORDER BY time_ms DESC, id DESC LIMIT 1",
    timeMs,
  );
  return Number(row?.["id"] ?? 0);
}
