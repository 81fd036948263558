/** Leaving a room, which ends with its last member where it is only there for those who are in it. */
import type { WriteStore } from "../write_store.ts";
import { deleteRoom } from "./delete_room.ts";
import { removeMember, type Seat } from "./traces.ts";

/** Takes an account out of a room. */
export function leaveRoom(store: WriteStore, seat: Seat, timeMs: number): void {
  removeMember(store, seat);
  endIfEmpty(store, seat.conversation, timeMs);
}

/** Ends a temporary room in which nobody is left. */
export function endIfEmpty(store: WriteStore, room: number, timeMs: number): void {
  const isOver = store.get(
    `SELECT 1 FROM conversations WHERE id = ? AND is_temporary = 1 AND deleted_ms IS NULL
       AND member_count = 0`,
    room,
  );
  if (isOver !== undefined) deleteRoom(store, room, timeMs);
}
