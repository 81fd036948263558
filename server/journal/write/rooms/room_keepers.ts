/** Who keeps order in a room, and is told what is done there. */
import type { Store } from "../../database/store.ts";

/** As SQL: what has only those members looked at, by an index, who have a role above that of all. */
export const IS_RAISED = "role IN ('speaker', 'moderator', 'owner')";

/** Most of them that are told; a room seldom has ten. */
const MAX_KEEPERS = 500;

/** The moderators and owners of a room, and the staff of the server that is in it, by their ids. */
export function keepersOf(store: Store, room: number): number[] {
  const rows = store.all(
    `SELECT account FROM members
     WHERE conversation = ?1 AND ${IS_RAISED} AND role IN ('moderator', 'owner')
     UNION SELECT members.account FROM accounts
     JOIN members ON members.account = accounts.id AND members.conversation = ?1
     WHERE server_role <> 'user' AND role NOT IN ('banned', 'invited')
     ORDER BY account LIMIT ${MAX_KEEPERS}`,
    room,
  );
  return rows.map((row) => Number(row["account"]));
}
