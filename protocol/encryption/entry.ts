/** One entry of the log in which an account says which devices it has: its form and its signature. */
import {
  DEVICE_ID_BYTES,
  HASH_BYTES,
  KEY_BYTES,
  MAX_ADDED_DEVICES,
  MAX_DEVICES,
  MAX_ENTRY_BYTES,
  SIGNATURE_BYTES,
} from "./bounds.ts";
import { type Bytes, concatenated, toHex } from "./bytes.ts";
import { type Device, encodeDevice, readDevice } from "./device.ts";
import { hashed, isSigned, labelled } from "./primitives.ts";
import { EncryptionError } from "./problem.ts";
import { ByteReader, shortText, u32, u64, u8 } from "./fields.ts";

const VERSION = 1;

/** What an entry does; what each may hold is said in docs/encryption.md. */
export const ENTRY_KINDS = ["start", "add", "remove", "renew", "off"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What an entry says. */
export interface EntryBody {
  kind: EntryKind;
  /** The name of the account, in the form in which names are compared. */
  account: string;
  /** 1 for `start`, then one more for each. */
  seq: number;
  /** The head before. Of a `start`: that of the log that it replaces, or zeros. */
  previous: Bytes;
  /** When it was made, by the clock of the device; nothing depends on it. */
  timeMs: number;
  /** Which device signs. */
  signer: Bytes;
  /** Devices that come in. */
  added: readonly Device[];
  /** Ids of devices that go. */
  removed: readonly Bytes[];
  /** The public key of the secret that is in force from here on, if it is a new one. */
  secretKey: Bytes | undefined;
}

/** An entry with the signature of its signer. */
export interface Entry extends EntryBody {
  signature: Bytes;
}

/** What stands in place of a head before there is one. */
export function noHead(): Bytes {
  return new Uint8Array(HASH_BYTES);
}

/** The bytes that the signer signs behind their purpose, and that stand before the signature. */
export function encodeEntryBody(body: EntryBody): Bytes {
  return concatenated(
    u8(VERSION),
    u8(ENTRY_KINDS.indexOf(body.kind) + 1),
    shortText(body.account),
    u32(body.seq),
    body.previous,
    u64(body.timeMs),
    body.signer,
    u8(body.added.length),
    ...body.added.map(encodeDevice),
    u8(body.removed.length),
    ...body.removed,
    u8(body.secretKey === undefined ? 0 : 1),
    body.secretKey ?? new Uint8Array(),
  );
}

/** What the signer of an entry signs. */
export function entryMessage(body: EntryBody): Bytes {
  return labelled("entry signature", encodeEntryBody(body));
}

/** The whole entry. */
export function encodeEntry(entry: Entry): Bytes {
  return concatenated(encodeEntryBody(entry), entry.signature);
}

/**
 * Reads an entry. Whether it is allowed where it stands, `follow()` says.
 *
 * @throws {EncryptionError} `too_large`, `unknown_version`, `bad_format`.
 */
export function decodeEntry(bytes: Uint8Array): Entry {
  if (bytes.length > MAX_ENTRY_BYTES) throw new EncryptionError("too_large");
  const reader = new ByteReader(bytes);
  reader.version(VERSION);
  const kind = ENTRY_KINDS[reader.u8() - 1];
  if (kind === undefined) throw new EncryptionError("bad_format");
  const entry: Entry = {
    kind,
    account: reader.shortText(),
    seq: reader.u32(),
    previous: reader.take(HASH_BYTES),
    timeMs: reader.u64(),
    signer: reader.take(DEVICE_ID_BYTES),
    added: listOf(reader, MAX_ADDED_DEVICES, () => readDevice(reader)),
    removed: listOf(reader, MAX_DEVICES, () => reader.take(DEVICE_ID_BYTES)),
    secretKey: listOf(reader, 1, () => reader.take(KEY_BYTES))[0],
    signature: reader.take(SIGNATURE_BYTES),
  };
  reader.end();
  return entry;
}

function listOf<Item>(reader: ByteReader, most: number, read: () => Item): Item[] {
  const count = reader.u8();
  if (count > most) throw new EncryptionError("bad_format");
  return Array.from({ length: count }, read);
}

/** The head of a log that ends with this entry; of a `start` also the root. */
export async function headOf(entry: Uint8Array): Promise<Bytes> {
  return await hashed("entry", entry);
}

/** @throws {EncryptionError} `bad_signature`. */
export async function checkEntrySignature(entry: Entry, signingKey: Bytes): Promise<void> {
  if (!await isSigned(signingKey, entry.signature, entryMessage(entry))) {
    throw new EncryptionError("bad_signature");
  }
}

/** @throws {EncryptionError} `bad_entry` when the entry holds what its kind may not hold. */
export function checkEntryShape(entry: EntryBody): void {
  const { kind, added, removed, secretKey, signer } = entry;
  const isNew = secretKey !== undefined;
  const leaves = removed.some((id) => toHex(id) === toHex(signer));
  const isRight = {
    start: added.length > 0 && removed.length === 0 && isNew && entry.seq === 1,
    add: added.length > 0 && removed.length === 0 && !isNew,
    // A device that leaves by itself must not know the next secret, so it makes none.
    remove: leaves
      ? removed.length === 1 && added.length === 0 && !isNew
      : removed.length > 0 && isNew,
    renew: added.length === 0 && removed.length === 0 && isNew,
    off: added.length === 0 && removed.length === 0 && !isNew,
  };
  if (!isRight[kind] || (kind !== "start" && entry.seq < 2)) throw new EncryptionError("bad_entry");
}
