/** Rules for the names of accounts and rooms, the same on both sides of the wire. */
import { ChatError } from "./errors.ts";
import { MAX_ROOM_NAME_LENGTH, MAX_USERNAME_LENGTH, MIN_USERNAME_LENGTH } from "./limits.ts";

const USERNAME = /^[A-Za-z0-9_-]+$/;
const ROOM_NAME = /^[a-z0-9_-]+$/;

/** Names with a meaning of their own, and what that is. */
export const RESERVED_NAMES: ReadonlyMap<string, string> = new Map([
  ["room", "means everybody in a room"],
  ["console", "is whoever runs the server, in the audit log"],
  ["server", "is the server itself, in the audit log"],
]);

/**
 * Returns `name` when it may be a username: 3 to 32 of `A-Z a-z 0-9 _ -`.
 *
 * @throws {ChatError} `bad_username`, with the reason.
 */
export function parseUsername(name: string): string {
  if (name.length < MIN_USERNAME_LENGTH) {
    throw new ChatError(
      "bad_username",
      `A username has at least ${MIN_USERNAME_LENGTH} characters`,
    );
  }
  if (name.length > MAX_USERNAME_LENGTH) {
    throw new ChatError("bad_username", `A username has at most ${MAX_USERNAME_LENGTH} characters`);
  }
  if (!USERNAME.test(name)) {
    throw new ChatError("bad_username", "A username has only letters A-Z, digits, _ and -");
  }
  const meaning = RESERVED_NAMES.get(foldUsername(name));
  if (meaning !== undefined) {
    throw new ChatError("bad_username", `@${name} ${meaning}; choose another name`);
  }
  return name;
}

/** The form in which usernames are compared: lower case. */
export function foldUsername(name: string): string {
  return name.toLowerCase();
}

/**
 * Returns the room name in the form in which it is stored and compared: without a leading `#`, in
 * lower case, 1 to 32 of `a-z 0-9 _ -`.
 *
 * @throws {ChatError} `bad_room_name`.
 */
export function parseRoomName(name: string): string {
  const folded = (name.startsWith("#") ? name.slice(1) : name).toLowerCase();
  if (folded.length > MAX_ROOM_NAME_LENGTH || !ROOM_NAME.test(folded)) {
    throw new ChatError("bad_room_name");
  }
  return folded;
}
