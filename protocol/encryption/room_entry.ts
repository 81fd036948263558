/** One entry of the log in which a room says who is in it: its form and its signature. */
import { DEVICE_ID_BYTES, HASH_BYTES, MAX_ROOM_ENTRY_BYTES, SIGNATURE_BYTES } from "./bounds.ts";
import { type Bytes, concatenated } from "./bytes.ts";
import { ByteReader, shortText, u32, u64, u8 } from "./fields.ts";
import { hashed, labelled } from "./primitives.ts";
import { EncryptionError } from "./problem.ts";

const VERSION = 1;

/** What an entry does; who may sign which is said in docs/encryption.md. */
export const ROOM_ENTRY_KINDS = ["found", "admit", "remove", "role"] as const;
export type RoomEntryKind = (typeof ROOM_ENTRY_KINDS)[number];

/** What somebody is in a room, from the least to the most. */
export const ROOM_ROLES = ["member", "moderator", "owner"] as const;
export type RoomRole = (typeof ROOM_ROLES)[number];

/** The device that signs, and how far the log of its account was known to it. */
export interface RoomSigner {
  root: Bytes;
  seq: number;
  head: Bytes;
  device: Bytes;
}

/** What an entry says. */
export interface RoomEntryBody {
  kind: RoomEntryKind;
  /** 1 for `found`, then one more for each. */
  seq: number;
  /** The head before. Of a `found`: bytes by chance, so that no two rooms begin alike. */
  previous: Bytes;
  /** When it was made, by the clock of the device; nothing depends on it. */
  timeMs: number;
  /** The account that it is about: its name, in the form in which names are compared, and its root. */
  account: string;
  root: Bytes;
  /** What the account is from then on; `undefined` for whoever is removed. */
  role: RoomRole | undefined;
  signer: RoomSigner;
}

/** An entry with the signature of its signer. */
export interface RoomEntry extends RoomEntryBody {
  signature: Bytes;
}

function encodeRoomEntryBody({ role, signer, ...body }: RoomEntryBody): Bytes {
  return concatenated(
    u8(VERSION),
    u8(ROOM_ENTRY_KINDS.indexOf(body.kind) + 1),
    u32(body.seq),
    body.previous,
    u64(body.timeMs),
    shortText(body.account),
    body.root,
    u8(role === undefined ? 0 : ROOM_ROLES.indexOf(role) + 1),
    signer.root,
    u32(signer.seq),
    signer.head,
    signer.device,
  );
}

/** What the signer of an entry signs. */
export function roomEntryMessage(body: RoomEntryBody): Bytes {
  return labelled("room entry signature", encodeRoomEntryBody(body));
}

/** The whole entry. */
export function encodeRoomEntry(entry: RoomEntry): Bytes {
  return concatenated(encodeRoomEntryBody(entry), entry.signature);
}

/**
 * Reads an entry. Whether it is allowed where it stands, `followRoom()` says.
 *
 * @throws {EncryptionError} `too_large`, `unknown_version`, `bad_format`.
 */
export function decodeRoomEntry(bytes: Uint8Array): RoomEntry {
  if (bytes.length > MAX_ROOM_ENTRY_BYTES) throw new EncryptionError("too_large");
  const reader = new ByteReader(bytes);
  reader.version(VERSION);
  const kind = ROOM_ENTRY_KINDS[reader.u8() - 1];
  if (kind === undefined) throw new EncryptionError("bad_format");
  const about = {
    kind,
    seq: reader.u32(),
    previous: reader.take(HASH_BYTES),
    timeMs: reader.u64(),
    account: reader.shortText(),
    root: reader.take(HASH_BYTES),
  };
  const number = reader.u8();
  const role = ROOM_ROLES[number - 1];
  if ((number === 0) !== (kind === "remove") || number !== 0 && role === undefined) {
    throw new EncryptionError("bad_format");
  }
  const signer = {
    root: reader.take(HASH_BYTES),
    seq: reader.u32(),
    head: reader.take(HASH_BYTES),
    device: reader.take(DEVICE_ID_BYTES),
  };
  const signature = reader.take(SIGNATURE_BYTES);
  reader.end();
  return { ...about, role, signer, signature };
}

/** The head of a room's log that ends with this entry; of a `found` it is what the room is. */
export async function roomHeadOf(entry: Uint8Array): Promise<Bytes> {
  return await hashed("room entry", entry);
}
