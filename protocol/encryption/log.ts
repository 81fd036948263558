/** The log of an account's devices, followed entry by entry: who belongs to it, and which secret is in force. */
import { MAX_ADDING_ENTRIES, MAX_DEVICES, MAX_LOG_ENTRIES } from "./bounds.ts";
import { type Bytes, sameBytes, toHex } from "./bytes.ts";
import { checkJoin, type Device, deviceId, type DeviceKind } from "./device.ts";
import { checkEntryShape, checkEntrySignature, decodeEntry, type Entry, headOf } from "./entry.ts";
import { EncryptionError } from "./problem.ts";

/** A device in a log, from when it came until it went. */
export interface LogDevice extends Device {
  id: Bytes;
  /** Which one of its kind it is, from 1: `terminal 2`. */
  ordinal: number;
  addedSeq: number;
  addedTimeMs: number;
  /** The entry that removed it. */
  removedSeq: number | undefined;
  removedTimeMs: number | undefined;
  /** Which device removed it. */
  removedBy: Bytes | undefined;
}

/** What one entry left behind. */
export interface LogPoint {
  head: Bytes;
  /** Which secret is in force, from 1. */
  generation: number;
}

/** A log as far as it was followed. It is never changed: following on makes another one. */
export interface AccountLog {
  readonly account: string;
  /** The hash of the `start`: what the account is, whatever devices come and go. */
  readonly root: Bytes;
  /** The head before the `start`: that of the log which it replaced, or zeros. */
  readonly replaces: Bytes;
  /** One for each entry: the point of entry 1 has the index 0. */
  readonly points: readonly LogPoint[];
  /** The public keys of the secrets: that of generation 1 has the index 0. */
  readonly secretKeys: readonly Bytes[];
  /** By the hexadecimal id. */
  readonly devices: ReadonlyMap<string, LogDevice>;
  /** The account said that it does not use encryption any more. */
  readonly isOff: boolean;
  /** A device left by itself and could still open the secret that is in force. */
  readonly needsRenewal: boolean;
}

/** What a statement, or an entry of a room, is held against of a log: its length, and the places and devices that it names. */
export interface StatedLog {
  readonly root: Bytes;
  /** As many as there are entries; those that no statement names may be missing. */
  readonly points: ArrayLike<LogPoint | undefined>;
  /** As many as there are generations. */
  readonly secretKeys: { readonly length: number };
  /** By the hexadecimal id; those that no statement names may be missing. */
  readonly devices: ReadonlyMap<string, LogDevice>;
}

/** How far a log was seen, by a device or by a statement. */
export interface LogPin {
  root: Bytes;
  seq: number;
  head: Bytes;
}

/** The number of the last entry. */
export function seqOf(log: AccountLog): number {
  return log.points.length;
}

/** The last point. */
export function endOf(log: AccountLog): LogPoint {
  const end = log.points.at(-1);
  if (end === undefined) throw new EncryptionError("bad_entry");
  return end;
}

/** Where the log ends now, to be kept. */
export function pinOf(log: AccountLog): LogPin {
  return { root: log.root, seq: seqOf(log), head: endOf(log).head };
}

/** The devices that belong to the account now, in the order in which they came. */
export function activeDevices(log: AccountLog): LogDevice[] {
  return [...log.devices.values()].filter((device) => device.removedSeq === undefined);
}

/** How a device is called: `terminal 1`. No name of a host or a browser is told to others. */
export function deviceName(device: { kind: DeviceKind; ordinal: number }): string {
  return `${device.kind} ${device.ordinal}`;
}

/** Tells whether a device belonged to the account when entry `seq` was the last one. */
export function wasActive(device: LogDevice, seq: number): boolean {
  return device.addedSeq <= seq && (device.removedSeq === undefined || device.removedSeq > seq);
}

/** The devices that came and went after entry `seq`: what is new to somebody who had seen that one. */
export function changesSince(
  log: AccountLog,
  seq: number,
): { added: LogDevice[]; removed: LogDevice[] } {
  const devices = [...log.devices.values()];
  return {
    added: devices.filter((device) => device.addedSeq > seq),
    removed: devices.filter(({ removedSeq }) => removedSeq !== undefined && removedSeq > seq),
  };
}

/**
 * The log with one entry more.
 *
 * @throws {EncryptionError} when the entry may not stand there: `bad_entry`, `bad_signature`,
 * `device_removed`, `too_many_devices`, `log_full`, `log_forked` (it follows another head), or does not decode.
 */
export async function follow(log: AccountLog | undefined, bytes: Bytes): Promise<AccountLog> {
  const entry = decodeEntry(bytes);
  checkEntryShape(entry);
  const isStart = entry.kind === "start";
  if (isStart !== (log === undefined)) throw new EncryptionError("bad_entry");
  const before = log ?? emptyLog(entry);
  if (entry.account !== before.account) throw new EncryptionError("bad_entry");
  if (entry.seq !== seqOf(before) + 1) throw new EncryptionError("bad_entry");
  const most = entry.kind === "add" ? MAX_ADDING_ENTRIES : MAX_LOG_ENTRIES;
  if (entry.seq > most) throw new EncryptionError("log_full");
  if (!isStart && !sameBytes(entry.previous, endOf(before).head)) {
    throw new EncryptionError("log_forked");
  }
  const devices = await withAdded(before, entry);
  await checkSigner(before, devices, entry);
  withRemoved(devices, entry);
  const head = await headOf(bytes);
  const secretKeys = entry.secretKey === undefined
    ? before.secretKeys
    : [...before.secretKeys, entry.secretKey];
  const after: AccountLog = {
    ...before,
    root: isStart ? head : before.root,
    points: [...before.points, { head, generation: secretKeys.length }],
    secretKeys,
    devices,
    isOff: entry.kind === "off" || (before.isOff && entry.kind !== "renew"),
    needsRenewal: entry.secretKey === undefined &&
      (before.needsRenewal || entry.kind === "remove"),
  };
  if (activeDevices(after).length > MAX_DEVICES) throw new EncryptionError("too_many_devices");
  return after;
}

function emptyLog(start: Entry): AccountLog {
  return {
    account: start.account,
    root: start.previous,
    replaces: start.previous,
    points: [],
    secretKeys: [],
    devices: new Map(),
    isOff: false,
    needsRenewal: false,
  };
}

async function withAdded(log: AccountLog, entry: Entry): Promise<Map<string, LogDevice>> {
  const devices = new Map(log.devices);
  for (const device of entry.added) {
    const id = await deviceId(device);
    // Nobody comes back under the same keys: those who were removed must not be mistaken for others.
    if (devices.has(toHex(id))) throw new EncryptionError("bad_entry");
    await checkJoin(entry.account, device);
    const sameKind = [...devices.values()].filter((known) => known.kind === device.kind);
    devices.set(toHex(id), {
      ...device,
      id,
      ordinal: sameKind.length + 1,
      addedSeq: entry.seq,
      addedTimeMs: entry.timeMs,
      removedSeq: undefined,
      removedTimeMs: undefined,
      removedBy: undefined,
    });
  }
  return devices;
}

/** The signer belongs to the account already; of a `start` it is the first device that comes in. */
async function checkSigner(
  log: AccountLog,
  devices: ReadonlyMap<string, LogDevice>,
  entry: Entry,
): Promise<void> {
  const id = toHex(entry.signer);
  const signer = entry.kind === "start" ? devices.get(id) : log.devices.get(id);
  if (signer === undefined) throw new EncryptionError("bad_entry");
  if (signer.removedSeq !== undefined) throw new EncryptionError("device_removed");
  if (entry.kind === "start" && [...devices.keys()][0] !== id) {
    throw new EncryptionError("bad_entry");
  }
  await checkEntrySignature(entry, signer.signingKey);
}

function withRemoved(devices: Map<string, LogDevice>, entry: Entry): void {
  for (const id of entry.removed) {
    const device = devices.get(toHex(id));
    if (
      device === undefined || device.removedSeq !== undefined || device.addedSeq === entry.seq
    ) throw new EncryptionError("bad_entry");
    devices.set(toHex(id), {
      ...device,
      removedSeq: entry.seq,
      removedTimeMs: entry.timeMs,
      removedBy: entry.signer,
    });
  }
}
