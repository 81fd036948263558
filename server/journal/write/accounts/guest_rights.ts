/** What guests may not have, because nobody would have it when they have gone. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { Store } from "../../database/store.ts";

/**
 * Refuses what is to stay: a role on the server, a room of one's own.
 *
 * @throws {ChatError} `no_right` for guests.
 */
export function refuseGuest(store: Store, account: number): void {
  const row = store.get("SELECT 1 FROM accounts WHERE id = ? AND is_guest = 1", account);
  if (row === undefined) return;
  throw new ChatError(
    "no_right",
    "Guests make and own nothing that stays; register an account first",
  );
}
