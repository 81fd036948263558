/** Encrypted rooms as the database holds them: their signed logs, and who may read in them. */
import type { Bytes } from "../../../../protocol/encryption/bytes.ts";
import { sameBytes } from "../../../../protocol/encryption/bytes.ts";
import { decodeRoomEntry } from "../../../../protocol/encryption/room_entry.ts";
import { type RoomLog, roomLogOf } from "../../../../protocol/encryption/room_log.ts";
import type { Store } from "../../database/store.ts";
import { bytesOf, currentLog, type KeyLog, keyLogOf } from "./key_rows.ts";

/** Whether everything that is said in a room is encrypted. */
export function isEncryptedRoom(store: Store, room: number): boolean {
  const row = store.get(
    "SELECT 1 FROM conversations WHERE id = ? AND kind <> 'direct' AND encrypted_from IS NOT NULL",
    room,
  );
  return row !== undefined;
}

/** The last entry of a room's log; undefined where there is none. */
export function roomEnd(store: Store, room: number): { seq: number; head: Bytes } | undefined {
  const row = store.get(
    "SELECT seq, head FROM room_entries WHERE conversation = ? ORDER BY seq DESC LIMIT 1",
    room,
  );
  return row === undefined ? undefined : { seq: Number(row["seq"]), head: bytesOf(row["head"]) };
}

/** The log of a room as it was followed when its entries were taken: nothing is checked again. */
export function roomLog(store: Store, room: number): RoomLog | undefined {
  const rows = store.all(
    "SELECT head, entry FROM room_entries WHERE conversation = ? ORDER BY seq",
    room,
  );
  return roomLogOf(rows.map(({ entry, head }) => ({
    entry: decodeRoomEntry(bytesOf(entry)),
    head: bytesOf(head),
  })));
}

/** Whether the log of a room has an account in it, with the keys that it has now. */
export function isLetIn(store: Store, room: number, account: number): boolean {
  const log = currentLog(store, account);
  if (log === undefined || log.isOff) return false;
  const row = store.get(
    `SELECT root FROM room_admissions
     WHERE conversation = ? AND account = ? AND until_seq IS NULL ORDER BY from_seq DESC LIMIT 1`,
    room,
    account,
  );
  return row !== undefined && sameBytes(bytesOf(row["root"]), log.root);
}

/** The logs of those for whom a new key of a room is made, by their ids; asked for at each message. */
export function readersOf(store: Store, room: number): KeyLog[] {
  const rows = store.all(
    `SELECT log.* FROM members
     JOIN accounts ON accounts.id = members.account
     JOIN key_logs AS log ON log.account = members.account
     JOIN room_admissions AS seat
       ON seat.account = members.account AND seat.conversation = members.conversation
     WHERE members.conversation = ? AND members.role <> 'banned'
       AND ifnull(accounts.banned_until_ms, 0) <= ?
       AND log.series = (SELECT max(series) FROM key_logs WHERE account = log.account)
       AND log.is_off = 0 AND seat.until_seq IS NULL AND seat.root = log.root
       AND seat.from_seq = (SELECT max(from_seq) FROM room_admissions
         WHERE conversation = seat.conversation AND account = seat.account AND until_seq IS NULL)
     ORDER BY members.account`,
    room,
    store.timeMs,
  );
  return rows.map(keyLogOf);
}
