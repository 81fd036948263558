/** Queries about the signed logs of encrypted rooms. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { type Bytes, toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { StatedLog } from "../../../protocol/encryption/log.ts";
import type { RoomLog } from "../../../protocol/encryption/room_log.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { Right } from "../../access/rights.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Readers } from "../applier.ts";
import type { Store } from "../database/store.ts";
import { actorOf, admitToRoom } from "../gate.ts";
import { bytesOf, currentLog, statedLog } from "../write/keys/key_rows.ts";
import { isEncryptedRoom, readersOf, roomEnd, roomLog } from "../write/keys/room_rows.ts";
import { endOf } from "./keys.ts";

/** Most entries in one answer. */
const PAGE_ENTRIES = 100;

/** What an entry of a room's log is held against. */
export interface RoomState {
  log: RoomLog | undefined;
  /** The newest log of the account; undefined when it has none. */
  own: StatedLog | undefined;
}

/** Queries about encrypted rooms. */
export interface RoomKeyQueries {
  /** A part of the log of a room, and who reads there. */
  room_log: {
    fields: { account: number; room: string; after: number };
    result: AnswerFields["room_log"];
  };
  /** A room, if the account has this right there; without a room, what a new one is held against. */
  room_state: {
    fields: {
      account: number;
      room: string | undefined;
      right: Right;
      signer: { root: Bytes; seq: number; device: Bytes };
    };
    result: RoomState;
  };
}

/** Answers {@linkcode RoomKeyQueries}. */
export const ROOM_KEY_READERS: Readers<RoomKeyQueries> = {
  room_log(store, { account, room, after }) {
    const { id } = admitToRoom(store, account, room, "read");
    const end = isEncryptedRoom(store, id) ? roomEnd(store, id) : undefined;
    if (end === undefined) return { log: [], more: false, readers: [], gone: [] };
    const rows = store.all(
      "SELECT entry FROM room_entries WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?",
      id,
      after,
      PAGE_ENTRIES,
    );
    const log = new ByteBudget().fitting(rows.map(({ entry }) => toBase64url(bytesOf(entry))));
    const more = after + log.length < end.seq;
    return {
      seq: end.seq,
      head: toBase64url(end.head),
      log,
      more,
      // They go with the end, so that both are of one moment.
      readers: more ? [] : readersOf(store, id).map((one) => ({
        username: actorOf(store, one.account).name,
        ...endOf(one),
      })),
      gone: more ? [] : goneFrom(store, id),
    };
  },

  room_state(store, { account, room, right, signer }) {
    const place = room === undefined ? undefined : admitToRoom(store, account, room, right);
    const own = currentLog(store, account);
    return {
      log: place === undefined ? undefined : roomLog(store, place.id),
      own: own === undefined
        ? undefined
        : statedLog(store, own, { device: signer.device, participants: [signer] }),
    };
  },
};

/** Who is in the log of a room and neither in the room nor invited to it. */
function goneFrom(store: Store, room: number): string[] {
  // Mostly nobody is: then no log is followed.
  const row = store.get(
    `SELECT 1 FROM room_admissions WHERE conversation = ?1 AND until_seq IS NULL
       AND NOT EXISTS (SELECT 1 FROM members JOIN accounts ON accounts.id = members.account
         WHERE members.conversation = ?1 AND members.account = room_admissions.account
           AND role <> 'banned' AND folded_name IS NOT NULL) LIMIT 1`,
    room,
  );
  if (row === undefined) return [];
  const log = roomLog(store, room);
  if (log === undefined) return [];
  const rows = store.all(
    `SELECT folded_name FROM members JOIN accounts ON accounts.id = account
     WHERE conversation = ? AND role <> 'banned' AND folded_name IS NOT NULL`,
    room,
  );
  const there = new Set(rows.map((row) => foldUsername(String(row["folded_name"]))));
  return log.seated.map(({ account }) => account).filter((account) => !there.has(account));
}
