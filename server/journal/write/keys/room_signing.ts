/** What is signed of an encrypted room: its log, and who comes into it only with an entry of it. */
import type { Bytes } from "../../../../protocol/encryption/bytes.ts";
import { sameBytes } from "../../../../protocol/encryption/bytes.ts";
import type { RoomEntryKind } from "../../../../protocol/encryption/room_entry.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Appliers } from "../../applier.ts";
import { accountNamed, admitToRoom, type NamedAccount } from "../../gate.ts";
import type { RoomRecord } from "../../records.ts";
import { checkHourly, HOUR_MS } from "../hourly.ts";
import type { WriteStore } from "../write_store.ts";
import { currentLog, sameOrNone } from "./key_rows.ts";
import { isEncryptedRoom, isLetIn, roomEnd } from "./room_rows.ts";
import { checkDevice } from "./sealing.ts";

/** Most entries that the log of one room gets within an hour. */
const MAX_ENTRIES_PER_HOUR = 300;

/** An entry of a room's log that was found right where the log ends with `previous`. */
export interface SignedRoomEntry {
  entry: Bytes;
  change: RoomEntryKind;
  /** The head before; undefined for the first entry. */
  previous: Bytes | undefined;
  seq: number;
  head: Bytes;
  /** The account that it is about, and its root. */
  about: string;
  root: Bytes;
  session: number;
  device: Bytes;
}

/** Entries about the logs of encrypted rooms. */
export interface RoomSigningEntries {
  /** Adds an entry by which nobody comes in. */
  sign_room: {
    fields: { room: string; signed: SignedRoomEntry };
    result: { room: RoomRecord; seq: number; head: Bytes };
  };
}

/** Applies {@linkcode RoomSigningEntries}. */
export const ROOM_SIGNING_APPLIERS: Appliers<RoomSigningEntries> = {
  sign_room(store, { actor, room, signed, timeMs }) {
    // Everybody who is in it may at least remove themselves; the log says who else may what.
    const place = admitToRoom(store, actor, room, "read");
    if (signed.change !== "remove" && signed.change !== "role") throw new ChatError("bad_entry");
    if (!isEncryptedRoom(store, place.id)) throw new ChatError("bad_entry", NOT_ENCRYPTED);
    storeRoomEntry(store, { actor, room: place.id, signed, timeMs });
    return { room: { id: place.id, name: place.name }, seq: signed.seq, head: signed.head };
  },
};

const NOT_ENCRYPTED = "This room is not encrypted";

/**
 * Stores an entry of a room's log, if the log still ends where it was checked.
 *
 * @throws {ChatError} `keys_moved`, `no_device`, `device_removed`, `slow_down`.
 */
export function storeRoomEntry(
  store: WriteStore,
  { actor, room, signed, timeMs }: {
    actor: number;
    room: number;
    signed: SignedRoomEntry;
    timeMs: number;
  },
): void {
  const { about, change, device, entry, head, previous, root, seq, session } = signed;
  const end = roomEnd(store, room);
  if (!sameOrNone(end?.head, previous) || seq !== (end?.seq ?? 0) + 1) {
    throw new ChatError("keys_moved", "Who is in this room was changed meanwhile");
  }
  checkDevice(store, { account: actor, session, device });
  checkRate(store, room, timeMs);
  // Of the first entry it is the maker; a removal may be of somebody who is gone by now.
  const isRemoval = change === "remove";
  const account = isRemoval
    ? undefined
    : change === "found"
    ? actor
    : accountNamed(store, about).id;
  store.run(
    `INSERT INTO room_entries (conversation, seq, head, entry, stored_ms) VALUES (?, ?, ?, ?, ?)`,
    room,
    seq,
    head,
    entry,
    timeMs,
  );
  store.run(
    `UPDATE room_admissions SET until_seq = ?1
     WHERE conversation = ?2 AND until_seq IS NULL AND (root = ?3 OR account = ?4)`,
    seq,
    room,
    root,
    account ?? null,
  );
  if (account === undefined) return;
  store.run(
    "INSERT INTO room_admissions (conversation, from_seq, account, root) VALUES (?, ?, ?, ?)",
    room,
    seq,
    account,
    root,
  );
}

/**
 * Sees to it that somebody can be invited to a room: to an encrypted one with an entry that lets them
 * in, unless its log has them already. Returns what stores that entry.
 *
 * @throws {ChatError} `encryption_required`, `bad_entry`.
 */
export function checkInvitation(
  store: WriteStore,
  { actor, room, signed, target, timeMs }: {
    actor: number;
    room: number;
    signed: SignedRoomEntry | undefined;
    target: NamedAccount;
    timeMs: number;
  },
): () => void {
  if (!isEncryptedRoom(store, room)) {
    if (signed !== undefined) throw new ChatError("bad_entry", NOT_ENCRYPTED);
    return () => {};
  }
  const log = currentLog(store, target.id);
  if (log === undefined || log.isOff) {
    throw new ChatError(
      "encryption_required",
      `This room is end-to-end encrypted, and ${target.name} has no device that can read it`,
    );
  }
  if (signed === undefined) {
    if (isLetIn(store, room, target.id)) return () => {};
    throw new ChatError(
      "encryption_required",
      "This room is end-to-end encrypted: an owner or a moderator invites with a newer chat, or in " +
        "the web page",
    );
  }
  const isRight = signed.change === "admit" && sameBytes(signed.root, log.root) &&
    accountNamed(store, signed.about).id === target.id;
  if (!isRight) throw new ChatError("bad_entry");
  return () => storeRoomEntry(store, { actor, room, signed, timeMs });
}

/**
 * Sees to it that somebody who joins an encrypted room can read there.
 *
 * @throws {ChatError} `encryption_required`.
 */
export function checkCanRead(store: WriteStore, room: number, account: number): void {
  if (!isEncryptedRoom(store, room) || isLetIn(store, room, account)) return;
  throw new ChatError(
    "encryption_required",
    "This room is end-to-end encrypted, and your keys are not those that were let in; ask an owner " +
      "or a moderator to invite you again",
  );
}

function checkRate(store: WriteStore, room: number, timeMs: number): void {
  const row = store.get(
    `SELECT count(*) AS count, min(stored_ms) AS first FROM room_entries
     WHERE conversation = ? AND stored_ms > ?`,
    room,
    timeMs - HOUR_MS,
  );
  checkHourly(row, {
    most: MAX_ENTRIES_PER_HOUR,
    sentence:
      `The members of an encrypted room change ${MAX_ENTRIES_PER_HOUR} times within an hour at most`,
    timeMs,
  });
}
