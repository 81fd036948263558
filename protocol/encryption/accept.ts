/**
 * What a server looks at before it takes anything about keys. It knows no key; it sees to it that
 * what it stores is signed, complete and of the form that clients need.
 */
import { OLDER_SECRET_BYTES, SEALED_KEY_BYTES } from "./bounds.ts";
import { type Bytes, sameBytes, toHex } from "./bytes.ts";
import {
  checkStatement,
  checkSuccession,
  outdatedParticipants,
  type TrueStatement,
} from "./check_statement.ts";
import { decodeEntry, type Entry, noHead } from "./entry.ts";
import { decodeEnvelope, type Envelope } from "./envelope.ts";
import { type AccountLog, activeDevices, endOf, follow, seqOf, type StatedLog } from "./log.ts";
import { EncryptionError } from "./problem.ts";
import { decodeRoomEntry, type RoomEntry, roomHeadOf } from "./room_entry.ts";
import { followRoom, type RoomLog } from "./room_log.ts";

/** A change of an account's devices as a client sends it. */
export interface SentChange {
  entry: Bytes;
  secrets: readonly { device: Bytes; sealed: Bytes }[];
  older: Bytes | undefined;
}

/** A change that may be stored if the head of the log is still the one that it follows. */
export interface AcceptedChange {
  entry: Entry;
  log: AccountLog;
}

/** What a change is checked against. */
export interface ChangePlace {
  /** The name of the session's account, in the form in which names are compared. */
  account: string;
  /** Its log, if it has one; a `start` begins another one in its place. */
  log: AccountLog | undefined;
}

/**
 * Checks a change of an account. It may be stored if the log still ends with the same head.
 *
 * @throws {EncryptionError} `log_forked` when the log has another head by now; what `follow()`
 * throws; `bad_secret` when the newest secret is not there for exactly those who have to get it.
 */
export async function acceptChange(
  change: SentChange,
  { account, log }: ChangePlace,
): Promise<AcceptedChange> {
  const entry = decodeEntry(change.entry);
  if (entry.account !== account) throw new EncryptionError("bad_entry");
  const head = log === undefined ? noHead() : endOf(log).head;
  if (!sameBytes(entry.previous, head)) throw new EncryptionError("log_forked");
  const after = await follow(entry.kind === "start" ? undefined : log, change.entry);
  const isNew = entry.secretKey !== undefined;
  const recipients = activeDevices(after).filter((device) =>
    isNew || device.addedSeq === seqOf(after)
  );
  const sent = new Set(change.secrets.map(({ device }) => toHex(device)));
  const isComplete = sent.size === change.secrets.length && sent.size === recipients.length &&
    recipients.every(({ id }) => sent.has(toHex(id)));
  const hasSizes = change.secrets.every(({ sealed }) => sealed.length === SEALED_KEY_BYTES);
  const olderBytes = isNew && entry.kind !== "start" ? OLDER_SECRET_BYTES : undefined;
  if (!isComplete || !hasSizes || change.older?.length !== olderBytes) {
    throw new EncryptionError("bad_secret");
  }
  return { entry, log: after };
}

/** A new key of a conversation as a client sends it. */
export interface SentKey {
  statement: Bytes;
  seals: readonly { root: Bytes; generation: number; sealed: Bytes }[];
}

/** What a new key is checked against. */
export interface KeyPlace {
  /** The logs of everybody in the conversation. */
  logs: readonly StatedLog[];
  /** The log of the room, if it is one. */
  room?: RoomLog | undefined;
  /** The newest statement of the place. */
  before: TrueStatement | undefined;
  /** The device of the session that sends it. */
  device: Bytes;
}

/**
 * Checks a new key. It may be stored if `before` is still the newest statement and the generations
 * of all accounts are still those.
 *
 * @throws {EncryptionError} what `checkStatement()` and `checkSuccession()` throw; `old_generation`
 * when a log has a newer secret; `bad_seal` when there is not one seal for each account.
 */
export async function acceptKey(key: SentKey, place: KeyPlace): Promise<TrueStatement> {
  const found = await checkStatement(key.statement, place.logs, place.room);
  const { statement } = found;
  if (!sameBytes(statement.device, place.device)) throw new EncryptionError("bad_statement");
  if (outdatedParticipants(statement, place.logs).length > 0) {
    throw new EncryptionError("old_generation");
  }
  checkSuccession(place.before, found);
  const isComplete = key.seals.length === statement.participants.length &&
    statement.participants.every(({ root, generation }, index) => {
      const seal = key.seals[index];
      return seal !== undefined && sameBytes(seal.root, root) && seal.generation === generation &&
        seal.sealed.length === SEALED_KEY_BYTES;
    });
  if (!isComplete) throw new EncryptionError("bad_seal");
  return found;
}

/**
 * Checks a sealed message, edit or reaction as far as anybody can who has no key.
 *
 * @throws {EncryptionError} `bad_format`, `too_large`, `unknown_version`; `old_generation` when it is
 * of another epoch than the newest; `device_removed` when it is of another device than the session's.
 */
export function acceptSealed(
  sealed: Bytes,
  { epoch, device }: { epoch: number; device: Bytes },
): Envelope {
  const envelope = decodeEnvelope(sealed);
  if (!sameBytes(envelope.device, device)) throw new EncryptionError("device_removed");
  if (envelope.epoch !== epoch) throw new EncryptionError("old_generation");
  return envelope;
}

/** What an entry of a room's log is checked against. */
export interface RoomEntryPlace {
  /** The log of the room, if there is one; a `found` begins it. */
  room: RoomLog | undefined;
  /** The newest log of the session's account. */
  own: StatedLog;
  /** Its device. */
  device: Bytes;
}

/** An entry that may be stored if the log of the room still ends with its `previous`. */
export interface AcceptedRoomEntry {
  entry: RoomEntry;
  head: Bytes;
  log: RoomLog;
}

/**
 * Checks an entry of a room's log.
 *
 * @throws {EncryptionError} what `followRoom()` throws; `device_removed` when it is of another device
 * than the session's, or the log of the account is longer than it says.
 */
export async function acceptRoomEntry(
  bytes: Bytes,
  { device, own, room }: RoomEntryPlace,
): Promise<AcceptedRoomEntry> {
  const entry = decodeRoomEntry(bytes);
  const { signer } = entry;
  if (!sameBytes(signer.root, own.root)) throw new EncryptionError("not_allowed");
  if (!sameBytes(signer.device, device)) throw new EncryptionError("device_removed");
  if (signer.seq < own.points.length) throw new EncryptionError("old_generation");
  return { entry, head: await roomHeadOf(bytes), log: await followRoom(room, bytes, [own]) };
}
