/** Guests that nobody is connected as any more. */
import type { Row, Store } from "../../database/store.ts";

/**
 * For how long a guest may be connected to no node of a cluster, in milliseconds: when its node ends, it
 * goes on at another one.
 */
const AWAY_MS = 60_000;

/** The guests, by their ids; of a server by itself all, which was started a moment ago. */
export function guestsLeftBehind(store: Store, limit: number): Row[] {
  const guests = "SELECT id FROM accounts WHERE is_guest = 1 AND deleted_ms IS NULL";
  const isShared = store.get("SELECT 1 FROM shared_log") !== undefined;
  if (!isShared) return store.all(`${guests} ORDER BY id LIMIT ?`, limit);
  const sinceMs = store.timeMs - AWAY_MS;
  return store.all(
    `${guests} AND seen_ms <= ?1
       AND NOT EXISTS (SELECT 1 FROM connected WHERE account = accounts.id)
       AND NOT EXISTS (SELECT 1 FROM sessions WHERE account = accounts.id AND used_ms > ?1)
     ORDER BY id LIMIT ?2`,
    sinceMs,
    limit,
  );
}
