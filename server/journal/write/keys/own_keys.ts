/** What somebody who logs in is told of the own keys. */
import { toBase64url } from "../../../../protocol/encryption/bytes.ts";
import type { OwnKeys } from "../../../../protocol/records.ts";
import type { Store } from "../../database/store.ts";
import { currentLog, deviceOfSession, isUsable, type KeyLog } from "./key_rows.ts";

/** The end of an account's log, and the device that a session belongs to, as clients get them. */
export function ownKeys(store: Store, account: number, session: number): OwnKeys | undefined {
  const log = currentLog(store, account);
  if (log === undefined) return undefined;
  const device = deviceOfSession(store, account, session);
  const isThere = device !== undefined && isUsable(store, log, device);
  return {
    root: toBase64url(log.root),
    seq: log.seq,
    head: toBase64url(log.head),
    ...(log.isOff ? { is_off: true as const } : {}),
    ...(isThere ? { device: toBase64url(device) } : locked(store, account, log)),
    ...encryptedRooms(store, account),
  };
}

/** How many conversations a device that belongs to the account, but is none of its own yet, cannot read. */
function locked(store: Store, account: number, log: KeyLog): { locked?: number } {
  const row = store.get(
    `SELECT count(*) AS count FROM conversations
     WHERE id IN (SELECT conversation FROM conversation_seals WHERE account = ?1 AND series = ?2)
       AND (kind = 'direct' OR EXISTS (SELECT 1 FROM members
         WHERE account = ?1 AND conversation = conversations.id
           AND role NOT IN ('banned', 'invited')))`,
    account,
    log.series,
  );
  const count = Number(row?.["count"] ?? 0);
  return count === 0 ? {} : { locked: count };
}

function encryptedRooms(store: Store, account: number): { rooms?: string[] } {
  const rows = store.all(
    `SELECT conversations.name FROM members JOIN conversations ON conversations.id = conversation
     WHERE account = ? AND kind <> 'direct' AND encrypted_from IS NOT NULL
       AND role NOT IN ('banned', 'invited') ORDER BY conversations.name`,
    account,
  );
  return rows.length === 0 ? {} : { rooms: rows.map(({ name }) => String(name)) };
}
