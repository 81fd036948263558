/** Clears away what was said in rooms that were deleted, bit by bit and behind everything else. */
import type { Store } from "../store.ts";
import { unindexRoomLater } from "./search_index.ts";

/** Removes up to `limit` messages of a deleted room, or the room itself; false when there is none. */
export function clearDeletedRooms(store: Store, limit: number): boolean {
  const room = store.get("SELECT id FROM conversations WHERE deleted_ms IS NOT NULL LIMIT 1");
  if (room === undefined) return false;
  const id = Number(room["id"]);
  const last = store.get(
    `SELECT max(id) AS id FROM (
       SELECT id FROM messages WHERE conversation = ? ORDER BY id LIMIT ?)`,
    id,
    limit,
  )?.["id"];
  if (last === null || last === undefined) {
    store.run("DELETE FROM conversations WHERE id = ?", id);
  } else {
    unindexRoomLater(store, { room: id, upTo: Number(last) });
    store.run("DELETE FROM messages WHERE conversation = ? AND id <= ?", id, Number(last));
  }
  return true;
}
