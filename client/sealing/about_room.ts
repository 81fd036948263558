/** Which requests about rooms have to be signed where rooms are encrypted. */
import type { Action } from "../../protocol/requests.ts";
import type { EncryptedRooms } from "./encrypted_rooms.ts";

/** The actions by which somebody comes into a room, goes, or gets a role. */
const ABOUT_ROOMS: ReadonlySet<string> = new Set<Action>([
  "ban",
  "create",
  "invite",
  "kick",
  "role",
]);

/** Whether a request is about an encrypted room, or makes one. */
export function isAboutRoom(
  action: unknown,
  { encrypted, entry, mask, room }: Record<string, unknown>,
  rooms: EncryptedRooms,
): action is Action {
  if (typeof action !== "string" || !ABOUT_ROOMS.has(action) || entry !== undefined) return false;
  // Nobody leaves by a mask.
  if (mask !== undefined) return false;
  return action === "create" ? encrypted === true : rooms.has(room);
}
