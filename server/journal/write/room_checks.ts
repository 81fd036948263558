/** What must hold before something about a room is changed. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Store } from "../store.ts";

/** Most rooms that one account may be in. */
const MAX_ROOMS = 200;

/** When an account wrote in a room last, among the latest of what it wrote at all; 0 for never. */
export function lastSaidMs(store: Store, account: number, room: number): number {
  const row = store.get(
    `SELECT max(time_ms) AS time_ms FROM (
       SELECT conversation, time_ms FROM messages WHERE author = ? ORDER BY id DESC LIMIT 1000)
     WHERE conversation = ?`,
    account,
    room,
  );
  return Number(row?.["time_ms"] ?? 0);
}

/**
 * Sees to it that no room has this name.
 *
 * @throws {ChatError} `name_taken`.
 */
export function checkNameIsFree(store: Store, name: string): void {
  const taken = store.get("SELECT 1 FROM conversations WHERE name = ?", name);
  if (taken !== undefined) throw new ChatError("name_taken");
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
    "SELECT count(*) AS count FROM members WHERE conversation = ? AND role = 'owner'",
    conversation,
  );
  if (Number(owners?.["count"]) < 2) throw new ChatError("last_owner");
}
