/** What guests see of a room: what is said and happens there from when they join. Accounts see all of it. */
import type { Store } from "./database/store.ts";

/** Since when a guest is in a room, in milliseconds; undefined for accounts, and in private conversations. */
export function joinedAsGuest(
  store: Store,
  account: number,
  conversation: number,
): number | undefined {
  const row = store.get(
    `SELECT joined_ms FROM members JOIN accounts ON accounts.id = account
     JOIN conversations ON conversations.id = conversation
     WHERE account = ? AND conversation = ? AND is_guest = 1 AND kind <> 'direct'`,
    account,
    conversation,
  );
  return row === undefined ? undefined : Number(row["joined_ms"]);
}
