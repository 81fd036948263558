/** The log of a room, followed entry by entry: who is in it, and who may let others in. */
import { MAX_PARTICIPANTS, MAX_ROOM_ADMISSIONS, MAX_ROOM_ENTRIES } from "./bounds.ts";
import { type Bytes, sameBytes, toHex } from "./bytes.ts";
import { type StatedLog, wasActive } from "./log.ts";
import { isSigned } from "./primitives.ts";
import { EncryptionError } from "./problem.ts";
import {
  decodeRoomEntry,
  ROOM_ROLES,
  type RoomEntry,
  roomEntryMessage,
  roomHeadOf,
  type RoomRole,
} from "./room_entry.ts";

/** Somebody in a room, from when on until when. */
export interface RoomSeat {
  account: string;
  root: Bytes;
  /** What the account is, or was when it went. */
  role: RoomRole;
  fromSeq: number;
  /** The entry that removed it. */
  untilSeq: number | undefined;
}

/** The log of a room as far as it was followed. It is never changed: following on makes another one. */
export interface RoomLog {
  /** The hash of the `found`: what the room is, whatever it is called. */
  readonly id: Bytes;
  /** One for each entry: the head after entry 1 has the index 0. */
  readonly heads: readonly Bytes[];
  /** In the order in which they came. */
  readonly seats: readonly RoomSeat[];
  /** Those of them who are in the room now: few, where many have come and gone. */
  readonly seated: readonly RoomSeat[];
  /** How far the log of each account was that has signed, by its hexadecimal root. */
  readonly signers: ReadonlyMap<string, number>;
}

/** How far the log of a room was seen. */
export interface RoomPin {
  id: Bytes;
  seq: number;
  head: Bytes;
}

/** The number of the last entry. */
export function roomSeqOf(log: RoomLog): number {
  return log.heads.length;
}

/** Where the log ends now, to be kept. */
export function roomPinOf(log: RoomLog): RoomPin {
  const head = log.heads.at(-1);
  if (head === undefined) throw new EncryptionError("bad_room_entry");
  return { id: log.id, seq: log.heads.length, head };
}

/** The seat that an account has now, by its root. */
export function seatOfRoot(log: RoomLog, root: Bytes): RoomSeat | undefined {
  return log.seated.find((seat) => sameBytes(seat.root, root));
}

/** The newest seat that an account has now, by its name, whatever keys it had when it was let in. */
export function seatOfAccount(log: RoomLog, account: string): RoomSeat | undefined {
  return log.seated.findLast((seat) => seat.account === account);
}

/** Tells whether an account was in the room when entry `seq` was the last one. */
export function wasSeated(log: RoomLog, root: Bytes, seq: number): boolean {
  return log.seats.some((seat) =>
    seat.fromSeq <= seq && (seat.untilSeq === undefined || seat.untilSeq > seq) &&
    sameBytes(seat.root, root)
  );
}

/**
 * The log with one entry more. `logs` has that of the account whose device has signed.
 *
 * @throws {EncryptionError} `bad_room_entry`, `not_allowed`, `too_many_members`, `log_full`,
 * `room_forked` (it follows another head), `log_missing` (the log of the signer is longer than it was
 * shown), `log_forked`, `device_removed`, `bad_signature`, or does not decode.
 */
export async function followRoom(
  log: RoomLog | undefined,
  bytes: Bytes,
  logs: readonly StatedLog[],
): Promise<RoomLog> {
  return await followRoomOn(log, [bytes], () => logs);
}

/**
 * The log with entries more, one after the other. What costs as much as the log is long is done once for
 * all of them. `logsFor` gives the logs that an entry is held against; the log before it, which is
 * undefined for the first of all, is as it says only until the next one is asked about.
 *
 * @throws {EncryptionError} what {@linkcode followRoom} throws, and what `logsFor` does.
 */
export async function followRoomOn(
  log: RoomLog | undefined,
  entries: readonly Bytes[],
  logsFor: (
    entry: RoomEntry,
    before: RoomLog | undefined,
  ) => readonly StatedLog[] | Promise<readonly StatedLog[]>,
): Promise<RoomLog> {
  let draft = log === undefined ? undefined : draftOf(log, log.id);
  for (const bytes of entries) {
    const entry = decodeRoomEntry(bytes);
    const head = await roomHeadOf(bytes);
    const logs = await logsFor(entry, draft);
    draft ??= draftOf(undefined, head);
    advance(draft, entry, head);
    await checkSigner(entry, logs);
  }
  if (draft === undefined) throw new EncryptionError("bad_room_entry");
  return draft;
}

/** An entry that was taken before, with its head. */
export interface TakenRoomEntry {
  entry: RoomEntry;
  head: Bytes;
}

/** The log of entries that were taken before: no signature is checked again. */
export function roomLogOf(entries: readonly TakenRoomEntry[]): RoomLog | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const draft = draftOf(undefined, first.head);
  for (const { entry, head } of entries) advance(draft, entry, head);
  return draft;
}

interface Draft {
  id: Bytes;
  heads: Bytes[];
  seats: RoomSeat[];
  seated: RoomSeat[];
  signers: Map<string, number>;
}

function draftOf(log: RoomLog | undefined, head: Bytes): Draft {
  return {
    id: log?.id ?? head,
    heads: [...log?.heads ?? []],
    seats: [...log?.seats ?? []],
    seated: [...log?.seated ?? []],
    signers: new Map(log?.signers),
  };
}

function advance(draft: Draft, entry: RoomEntry, head: Bytes): void {
  const { account, kind, role, root, seq, signer } = entry;
  const last = draft.heads.at(-1);
  if ((kind === "found") !== (last === undefined)) throw new EncryptionError("bad_room_entry");
  if (seq !== roomSeqOf(draft) + 1) throw new EncryptionError("bad_room_entry");
  const isComing = kind === "admit" || kind === "role";
  if (seq > (isComing ? MAX_ROOM_ADMISSIONS : MAX_ROOM_ENTRIES)) {
    throw new EncryptionError("log_full");
  }
  if (last !== undefined && !sameBytes(entry.previous, last)) {
    throw new EncryptionError("room_forked");
  }
  // Whoever was told that a device is removed does not sign as if it were not.
  const signed = toHex(signer.root);
  if (signer.seq < (draft.signers.get(signed) ?? 1)) throw new EncryptionError("bad_room_entry");
  for (const ending of checkAllowed(draft, entry)) {
    draft.seats[placeOf(draft.seats, ending)] = { ...ending, untilSeq: seq };
    draft.seated.splice(draft.seated.indexOf(ending), 1);
  }
  if (role !== undefined) {
    const seat = { account, root, role, fromSeq: seq, untilSeq: undefined };
    draft.seats.push(seat);
    draft.seated.push(seat);
  }
  draft.heads.push(head);
  draft.signers.set(signed, signer.seq);
  if (draft.seated.length > MAX_PARTICIPANTS) throw new EncryptionError("too_many_members");
}

/** Where a seat lies among all: an entry makes one at most, so that they are in the order of those. */
function placeOf(seats: readonly RoomSeat[], { fromSeq }: RoomSeat): number {
  let [low, high] = [0, seats.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seats[middle]?.fromSeq ?? fromSeq) < fromSeq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The seats that end with the entry. @throws {EncryptionError} when it may not be signed by its signer. */
function checkAllowed(log: RoomLog, entry: RoomEntry): RoomSeat[] {
  const { account, kind, role, root, signer } = entry;
  if (kind === "found") {
    const isRight = role === "owner" && sameBytes(root, signer.root);
    if (!isRight) throw new EncryptionError("bad_room_entry");
    return [];
  }
  const own = seatOfRoot(log, signer.root);
  if (own === undefined) throw new EncryptionError("not_allowed");
  const before = seatOfRoot(log, root);
  if (kind === "admit") {
    const isNew = role === "member" && before === undefined;
    if (!isNew) throw new EncryptionError("bad_room_entry");
    if (!isAbove(own, "member")) throw new EncryptionError("not_allowed");
    // Whoever began anew is let in anew, in the place of what it was. An owner whom a moderator lets in
    // is there beside that: nobody takes the room from an owner by saying that there are new keys.
    return log.seated.filter((seat) => seat.account === account && maySetAside(own, seat));
  }
  if (before === undefined || before.account !== account) {
    throw new EncryptionError("bad_room_entry");
  }
  if (kind === "role") {
    if (own.role !== "owner") throw new EncryptionError("not_allowed");
    if (before.role === role) throw new EncryptionError("bad_room_entry");
    return [before];
  }
  if (before !== own && !maySetAside(own, before)) throw new EncryptionError("not_allowed");
  return [before];
}

/** Owners act on everybody, others on those below them. */
function maySetAside(own: RoomSeat, other: RoomSeat): boolean {
  return own.role === "owner" || isAbove(own, other.role);
}

function isAbove(own: RoomSeat, role: RoomRole): boolean {
  return ROOM_ROLES.indexOf(own.role) > ROOM_ROLES.indexOf(role);
}

/** The device belonged to its account at the place of that one's log which the entry names. */
async function checkSigner(entry: RoomEntry, logs: readonly StatedLog[]): Promise<void> {
  const { device: id, head, root, seq } = entry.signer;
  const log = logs.find((one) => sameBytes(one.root, root));
  if (log === undefined) throw new EncryptionError("not_allowed");
  if (seq > log.points.length) throw new EncryptionError("log_missing");
  const point = log.points[seq - 1];
  if (point === undefined || !sameBytes(point.head, head)) throw new EncryptionError("log_forked");
  const device = log.devices.get(toHex(id));
  if (device === undefined) throw new EncryptionError("not_allowed");
  if (!wasActive(device, seq)) throw new EncryptionError("device_removed");
  if (!await isSigned(device.signingKey, entry.signature, roomEntryMessage(entry))) {
    throw new EncryptionError("bad_signature");
  }
}

/** @throws {EncryptionError} `room_replaced`, `room_missing`, `room_forked`: it is not what was seen. */
export function checkRoomPin(log: RoomLog, pin: RoomPin): void {
  if (!sameBytes(log.id, pin.id)) throw new EncryptionError("room_replaced");
  if (pin.seq > roomSeqOf(log)) throw new EncryptionError("room_missing");
  const head = log.heads[pin.seq - 1];
  if (head === undefined || !sameBytes(head, pin.head)) throw new EncryptionError("room_forked");
}
