/** What must hold before something about a room is changed. */
import { ChatError } from "../../../../protocol/errors.ts";
import { parseRoomName } from "../../../../protocol/names.ts";
import type { ServerRole } from "../../../../protocol/records.ts";
import { type Admitted, admitToRoom } from "../../gate.ts";
import type { Store } from "../../database/store.ts";
import { isStaffRoomName, staffRoom } from "../order/announce.ts";
import { roomBanRefusal } from "../order/restraints.ts";
import { defaultRooms } from "./default_rooms.ts";
import { rankOf } from "../../../access/rights.ts";
import { IS_RAISED } from "./room_keepers.ts";
import { isSameKey } from "../../../access/room_key.ts";

/** Most rooms that one account may be in. */
const MAX_ROOMS = 200;

/**
 * The room, if the account may join it; whoever is banned from it is told why and for how long.
 *
 * @throws {ChatError} what `admitToRoom` throws.
 */
export function admitToJoin(store: Store, account: number, name: string): Admitted {
  try {
    return admitToRoom(store, account, name, "join");
  } catch (error) {
    const isBanned = error instanceof ChatError && error.code === "banned";
    throw isBanned ? roomBanRefusal(store, account, parseRoomName(name)) : error;
  }
}

/**
 * Sees to it that a room takes one more member, who has the key if it needs one; whoever was invited
 * needs none.
 *
 * @throws {ChatError} `bad_key`, `room_full`.
 */
export function checkEntrance(store: Store, place: Admitted, keyHash: string | undefined): void {
  const row = store.get(
    "SELECT key_hash, member_limit, member_count FROM conversations WHERE id = ?",
    place.id,
  );
  const wanted = String(row?.["key_hash"]);
  if (wanted !== "" && place.role !== "invited" && !isSameKey(wanted, keyHash ?? "")) {
    throw new ChatError("bad_key");
  }
  const limit = Number(row?.["member_limit"]);
  if (limit > 0 && Number(row?.["member_count"]) >= limit) throw new ChatError("room_full");
}

/**
 * Sees to it that somebody who was admitted may set the topic where that is left to moderators.
 *
 * @throws {ChatError} `no_right`.
 */
export function checkMaySetTopic(store: Store, place: Admitted): void {
  if (rankOf(place.standing) >= rankOf("moderator")) return;
  const row = store.get("SELECT is_topic_locked FROM conversations WHERE id = ?", place.id);
  if (row?.["is_topic_locked"] !== 1) return;
  throw new ChatError("no_right", `Only those who moderate #${place.name} set its topic`);
}

/**
 * Sees to it that in a room that ends with its last member those who moderate it invite, where nobody
 * comes in without being invited.
 *
 * @throws {ChatError} `no_right`.
 */
export function checkMayInvite(
  { isJoinedByName, isTemporary, kind, name, standing }: Admitted,
): void {
  if (!isTemporary || kind === "public" || isJoinedByName) return;
  if (rankOf(standing) >= rankOf("moderator")) return;
  throw new ChatError("no_right", `Only those who moderate #${name} invite others to it`);
}

/**
 * Sees to it that no room has this name, and that it is not kept for that of the staff, unless it is
 * that (`room`) which gets it.
 *
 * @throws {ChatError} `name_taken`.
 */
export function checkNameIsFree(store: Store, name: string, room?: number): void {
  const taken = store.get("SELECT 1 FROM conversations WHERE name = ?", name);
  if (taken !== undefined) throw new ChatError("name_taken");
  if (!isStaffRoomName(name) || room !== undefined && staffRoom(store)?.id === room) return;
  throw new ChatError("name_taken", `"${name}" is kept for those who look after this server`);
}

/**
 * Sees to it that an account may be in one more room.
 *
 * @throws {ChatError} `too_many_rooms`.
 */
export function checkRoomCount(store: Store, account: number): void {
  const row = store.get(
    `SELECT count(*) AS count FROM members JOIN conversations ON conversations.id = conversation
     WHERE account = ? AND kind <> 'direct' AND role NOT IN ('banned', 'invited')`,
    account,
  );
  if (Number(row?.["count"]) >= MAX_ROOMS) throw new ChatError("too_many_rooms");
}

/**
 * Sees to it that a room would still have an owner without one of them.
 *
 * @throws {ChatError} `last_owner`.
 */
export function checkOtherOwner(store: Store, conversation: number): void {
  const owners = store.get(
    `SELECT count(*) AS count FROM members
     WHERE conversation = ? AND ${IS_RAISED} AND role = 'owner'`,
    conversation,
  );
  if (Number(owners?.["count"]) < 2) throw new ChatError("last_owner");
}

/** What the server itself needs a room for: new accounts come into some, the staff reads in the other. */
export function neededFor(store: Store, room: number): "newcomers" | "staff" | undefined {
  if (staffRoom(store)?.id === room) return "staff";
  return defaultRooms(store).includes(room) ? "newcomers" : undefined;
}

/**
 * Sees to it that a room can go, or get another name (`isRenaming`).
 *
 * @throws {ChatError} `no_right`.
 */
export function checkNotNeeded(
  store: Store,
  { id, name }: Pick<Admitted, "id" | "name">,
  { isRenaming }: { isRenaming: boolean },
): void {
  const need = neededFor(store, id);
  if (need === "newcomers") {
    throw new ChatError("no_right", `Every new account comes into #${name}; it stays what it is`);
  }
  if (need === "staff" && !isRenaming) {
    throw new ChatError("no_right", `The server says in #${name} what happens; it cannot go`);
  }
}

/**
 * Sees to it that somebody of this role may be in a room: that of the staff is for the staff.
 *
 * @throws {ChatError} `no_right`.
 */
export function checkMayEnter(
  store: Store,
  { id, name }: Pick<Admitted, "id" | "name">,
  role: ServerRole,
): void {
  if (role === "user" && neededFor(store, id) === "staff") {
    throw new ChatError("no_right", `Only those who keep order on the server are in #${name}`);
  }
}
