/** `say`: a message to a room or to another account. */
import { ChatError } from "../../protocol/errors.ts";
import type { AnswerFields } from "../../protocol/events.ts";
import { GENERAL_ROOM, MAX_NONCE_LENGTH, MAX_TEXT_BYTES } from "../../protocol/limits.ts";
import { parseRoomName } from "../../protocol/names.ts";
import type { Posted } from "../journal/entries.ts";
import type { RoomRecord } from "../journal/entries.ts";
import type { OnlineAccount } from "../hub.ts";
import type { MemberCommand } from "./command.ts";

/** Refuses with `empty_text`, `text_too_long`, `no_such_room`, `no_such_user`. */
export const say: MemberCommand<"say"> = {
  access: "logged_in",
  rate: "message",
  pipelined: true,
  handle({ request, identity, services }) {
    const { text, room, to, nonce } = request;
    checkText(text);
    if (nonce !== undefined && nonce.length > MAX_NONCE_LENGTH) {
      throw new ChatError("bad_field", `"nonce" has at most ${MAX_NONCE_LENGTH} characters`);
    }
    if (room !== undefined && to !== undefined) {
      throw new ChatError(
        "bad_field",
        'A message goes to a "room" or "to" an account, not to both',
      );
    }
    const { account } = identity;
    const message = {
      author: account.id,
      authorName: account.name,
      text,
      nonce,
      timeMs: services.now(),
    };
    const posted = to === undefined
      ? services.journal.append({
        kind: "room_message",
        ...message,
        room: roomOf(account, room ?? GENERAL_ROOM),
      })
      : services.journal.append({ kind: "private_message", ...message, to });
    return posted.then(answer);
  },
};

/** The account's room of this name; a room that it is not in is as good as none. */
export function roomOf(account: OnlineAccount, name: string): RoomRecord {
  const room = account.rooms.get(parseRoomName(name));
  if (room === undefined) throw new ChatError("no_such_room");
  return room;
}

function answer({ id, timeMs }: Posted): AnswerFields["say"] {
  return { id, time: new Date(timeMs).toISOString() };
}

function checkText(text: string): void {
  if (text.trim() === "") throw new ChatError("empty_text");
  // A text of a third as many UTF-16 units cannot be too long; only others are counted.
  if (text.length * 3 > MAX_TEXT_BYTES && utf8Length(text) > MAX_TEXT_BYTES) {
    throw new ChatError("text_too_long");
  }
  if (!text.isWellFormed()) {
    throw new ChatError("bad_field", '"text" has a surrogate without its partner');
  }
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
