/** Makes the entries by which a room begins, lets people in, removes them and gives them roles. */
import { HASH_BYTES } from "../../protocol/encryption/bounds.ts";
import type { Bytes } from "../../protocol/encryption/bytes.ts";
import { type AccountLog, pinOf } from "../../protocol/encryption/log.ts";
import { signature } from "../../protocol/encryption/primitives.ts";
import {
  encodeRoomEntry,
  type RoomEntryBody,
  roomEntryMessage,
  type RoomRole,
} from "../../protocol/encryption/room_entry.ts";
import { type RoomLog, roomPinOf, type RoomSeat } from "../../protocol/encryption/room_log.ts";
import type { OwnDevice } from "./own_device.ts";

/** Who signs, with the newest log of the own account. */
export interface RoomAuthor {
  log: AccountLog;
  device: OwnDevice;
  timeMs: number;
}

/** The first entry of a room, whose maker owns it. */
export async function foundRoom(author: RoomAuthor): Promise<Bytes> {
  const { account, root } = author.log;
  return await signed(author, {
    kind: "found",
    seq: 1,
    previous: crypto.getRandomValues(new Uint8Array(HASH_BYTES)),
    account,
    root,
    role: "owner",
  });
}

/** Lets somebody in, who has these keys. */
export async function admit(author: RoomAuthor, room: RoomLog, log: AccountLog): Promise<Bytes> {
  const { account, root } = log;
  return await next(author, room, { kind: "admit", account, root, role: "member" });
}

/** Removes somebody, or oneself. */
export async function removeSeat(
  author: RoomAuthor,
  room: RoomLog,
  { account, root }: RoomSeat,
): Promise<Bytes> {
  return await next(author, room, { kind: "remove", account, root, role: undefined });
}

/** Gives somebody another role. */
export async function giveRole(
  author: RoomAuthor,
  room: RoomLog,
  { account, role, root }: Pick<RoomSeat, "account" | "root"> & { role: RoomRole },
): Promise<Bytes> {
  return await next(author, room, { kind: "role", account, root, role });
}

type Change = Pick<RoomEntryBody, "kind" | "account" | "root" | "role">;

async function next(author: RoomAuthor, room: RoomLog, change: Change): Promise<Bytes> {
  const { head, seq } = roomPinOf(room);
  return await signed(author, { ...change, seq: seq + 1, previous: head });
}

async function signed(
  { device, log, timeMs }: RoomAuthor,
  change: Change & Pick<RoomEntryBody, "seq" | "previous">,
): Promise<Bytes> {
  const body = { ...change, timeMs, signer: { ...pinOf(log), device: device.id } };
  const sign = await signature(device.privateSigningKey, roomEntryMessage(body));
  return encodeRoomEntry({ ...body, signature: sign });
}
