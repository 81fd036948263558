/** What somebody who logs in is told of the own keys. */
import { toBase64url } from "../../../../protocol/encryption/bytes.ts";
import type { OwnKeys } from "../../../../protocol/records.ts";
import type { Store } from "../../database/store.ts";
import { currentLog, deviceOfSession, isUsable } from "./key_rows.ts";

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
    ...(isThere ? { device: toBase64url(device) } : {}),
    ...encryptedRooms(store, account),
  };
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
