/** The end of a room. */
import type { WriteStore } from "../write_store.ts";
import { dropHooksOf } from "../hooks/hooks.ts";
import { keepOfGone } from "./gone_rooms.ts";

/**
 * Deletes a room: nobody sees anything of it any more, and its name is free. What was said in it goes
 * bit by bit afterwards (deleted_rooms.ts), because much of it would hold up everybody's commits.
 */
export function deleteRoom(store: WriteStore, room: number, timeMs: number): void {
  keepOfGone(store, room, timeMs);
  store.run(
    `UPDATE conversations SET kind = 'private', name = '*deleted ' || id || '*', topic = '',
       deleted_ms = ? WHERE id = ?`,
    timeMs,
    room,
  );
  store.run("DELETE FROM members WHERE conversation = ?", room);
  store.run("DELETE FROM room_metadata WHERE conversation = ?", room);
  store.run("DELETE FROM room_events WHERE conversation = ?", room);
  store.run("DELETE FROM traces WHERE conversation = ?", room);
  dropHooksOf(store, room);
  store.run("DELETE FROM measures WHERE room = ?", room);
  store.run("DELETE FROM reports WHERE conversation = ? AND is_internal", room);
}
