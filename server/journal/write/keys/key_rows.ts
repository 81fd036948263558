/** The logs of devices as the database holds them. */
import type { Bytes } from "../../../../protocol/encryption/bytes.ts";
import { SIGNATURE_BYTES } from "../../../../protocol/encryption/bounds.ts";
import { sameBytes, toHex } from "../../../../protocol/encryption/bytes.ts";
import type { DeviceKind } from "../../../../protocol/encryption/device.ts";
import type { AccountLog, LogDevice, StatedLog } from "../../../../protocol/encryption/log.ts";
import type { Row, Store } from "../../database/store.ts";

/** The end of a log, and which one of its account it is. */
export interface KeyLog {
  account: number;
  series: number;
  root: Bytes;
  replaces: Bytes;
  seq: number;
  head: Bytes;
  generation: number;
  isOff: boolean;
  needsRenewal: boolean;
}

/** Bytes of a column. */
export function bytesOf(value: unknown): Bytes {
  return value as Bytes;
}

/** The log of an account that is in force. */
export function currentLog(store: Store, account: number): KeyLog | undefined {
  return keyLog(
    store.get("SELECT * FROM key_logs WHERE account = ? ORDER BY series DESC LIMIT 1", account),
  );
}

/** The log of an account with this root; without one, the log in force. */
export function logOfRoot(store: Store, account: number, root: Bytes | undefined) {
  return root === undefined ? currentLog(store, account) : keyLog(
    store.get("SELECT * FROM key_logs WHERE root = ? AND account = ?", root, account),
  );
}

/** A row of `key_logs`. */
export function keyLog(row: Row | undefined): KeyLog | undefined {
  return row === undefined ? undefined : keyLogOf(row);
}

/** The same of a row that is there. */
export function keyLogOf(row: Row): KeyLog {
  return {
    account: Number(row["account"]),
    series: Number(row["series"]),
    root: bytesOf(row["root"]),
    replaces: bytesOf(row["replaces"]),
    seq: Number(row["seq"]),
    head: bytesOf(row["head"]),
    generation: Number(row["generation"]),
    isOff: row["is_off"] === 1,
    needsRenewal: row["needs_renewal"] === 1,
  };
}

/** Whether a device is in a log now, and can have a session: what a code stands for has none. */
export function isUsable(
  store: Store,
  { account, series }: KeyLog,
  device: Uint8Array,
): boolean {
  const row = store.get(
    "SELECT kind, removed_seq FROM key_devices WHERE account = ? AND series = ? AND id = ?",
    account,
    series,
    device,
  );
  return row !== undefined && row["removed_seq"] === null && row["kind"] !== "recovery";
}

/** The device that a session belongs to; undefined for none. */
export function deviceOfSession(
  store: Store,
  account: number,
  session: number,
): Bytes | undefined {
  const row = store.get(
    "SELECT key_device FROM sessions WHERE id = ? AND account = ?",
    session,
    account,
  );
  return row === undefined || row["key_device"] === null ? undefined : bytesOf(row["key_device"]);
}

/**
 * The log as it was followed when its entries were taken: nothing is checked again. Signatures with
 * which devices joined are left out.
 */
export function accountLog(store: Store, log: KeyLog, accountName: string): AccountLog {
  const { account, series } = log;
  const entries = store.all(
    "SELECT head, generation, secret_key FROM key_entries WHERE account = ? AND series = ? ORDER BY seq",
    account,
    series,
  );
  const devices = store.all(
    `SELECT * FROM key_devices WHERE account = ? AND series = ?
     ORDER BY added_seq, kind, ordinal`,
    account,
    series,
  );
  return {
    account: accountName,
    root: log.root,
    replaces: log.replaces,
    points: entries.map((row) => ({
      head: bytesOf(row["head"]),
      generation: Number(row["generation"]),
    })),
    secretKeys: entries.flatMap((row) =>
      row["secret_key"] === null ? [] : [bytesOf(row["secret_key"])]
    ),
    devices: new Map(devices.map((row) => [toHex(bytesOf(row["id"])), logDevice(row)])),
    isOff: log.isOff,
    needsRenewal: log.needsRenewal,
  };
}

/** Of a log what a statement names, so that the cost does not grow with the log. */
export function statedLog(
  store: Store,
  { account, series, root, seq: length, generation }: KeyLog,
  { device, participants }: {
    device: Bytes;
    participants: readonly { root: Bytes; seq: number }[];
  },
): StatedLog {
  const seq = participants.find((participant) => sameBytes(participant.root, root))?.seq;
  const point = store.get(
    "SELECT head, generation FROM key_entries WHERE account = ? AND series = ? AND seq = ?",
    account,
    series,
    seq ?? 0,
  );
  const found = store.get(
    "SELECT * FROM key_devices WHERE account = ? AND series = ? AND id = ?",
    account,
    series,
    device,
  );
  return {
    root,
    points: {
      length,
      ...(seq === undefined || point === undefined ? {} : {
        [seq - 1]: { head: bytesOf(point["head"]), generation: Number(point["generation"]) },
      }),
    },
    secretKeys: { length: generation },
    devices: new Map(found === undefined ? [] : [[toHex(device), logDevice(found)]]),
  };
}

function logDevice(row: Row): LogDevice {
  const number = (value: unknown) => value === null ? undefined : Number(value);
  return {
    id: bytesOf(row["id"]),
    kind: row["kind"] as DeviceKind,
    signingKey: bytesOf(row["signing_key"]),
    sealingKey: bytesOf(row["sealing_key"]),
    joinSignature: new Uint8Array(SIGNATURE_BYTES),
    ordinal: Number(row["ordinal"]),
    addedSeq: Number(row["added_seq"]),
    addedTimeMs: Number(row["added_ms"]),
    removedSeq: number(row["removed_seq"]),
    removedTimeMs: number(row["removed_ms"]),
    removedBy: row["removed_by"] === null ? undefined : bytesOf(row["removed_by"]),
  };
}

/** The newest key of a conversation. */
export function newestKey(
  store: Store,
  conversation: number,
): { epoch: number; hash: Bytes } | undefined {
  const row = store.get(
    "SELECT epoch, hash FROM conversation_keys WHERE conversation = ? ORDER BY epoch DESC LIMIT 1",
    conversation,
  );
  return row === undefined
    ? undefined
    : { epoch: Number(row["epoch"]), hash: bytesOf(row["hash"]) };
}

/** Whether both are the same bytes, or neither is there. */
export function sameOrNone(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : sameBytes(one, other);
}
