/** Clears away what was said in rooms that were deleted, bit by bit and behind everything else. */
import { forgetLogs, goneFromRoom } from "../keys/forget_keys.ts";
import { unindexRoomLater } from "../messages/search_index.ts";
import type { WriteStore } from "../write_store.ts";

/** Removes up to `limit` messages of a deleted room, or the room itself; false when there is none. */
export function clearDeletedRoom(store: WriteStore, limit: number): boolean {
  const room = store.get(
    "SELECT id FROM conversations WHERE deleted_ms IS NOT NULL ORDER BY deleted_ms, id LIMIT 1",
  );
  if (room === undefined) return false;
  const id = Number(room["id"]);
  const last = store.get(
    `SELECT max(id) AS id FROM (
       SELECT id FROM messages WHERE conversation = ? ORDER BY id LIMIT ?)`,
    id,
    limit,
  )?.["id"];
  if (last === null || last === undefined) {
    const gone = goneFromRoom(store, id);
    store.run("DELETE FROM conversations WHERE id = ?", id);
    for (const account of gone) forgetLogs(store, account);
  } else {
    unindexRoomLater(store, { room: id, upTo: Number(last) });
    store.run("DELETE FROM messages WHERE conversation = ? AND id <= ?", id, Number(last));
  }
  return true;
}
