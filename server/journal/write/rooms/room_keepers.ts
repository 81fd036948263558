/** Who keeps order in a room, and is told what is done there. */
import type { Store } from "../../database/store.ts";

/** Most of them that are told; a room seldom has ten. */
const MAX_KEEPERS = 500;

/** The moderators and owners of a room, and the staff of the server that is in it, by their ids. */
export function keepersOf(store: Store, room: number): number[] {
  const rows = store.all(
    `SELECT account FROM members JOIN accounts ON accounts.id = account
     WHERE conversation = ? AND (role IN ('moderator', 'owner')
       OR server_role <> 'user' AND role NOT IN ('banned', 'invited'))
     ORDER BY account LIMIT ${MAX_KEEPERS}`,
    room,
  );
  return rows.map((row) => Number(row["account"]));
}
