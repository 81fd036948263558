/** `say`: a message to a room or to another account. */
import { ChatError } from "../../../protocol/errors.ts";
import { GENERAL_ROOM, MAX_NONCE_LENGTH } from "../../../protocol/limits.ts";
import type { Posted } from "../../journal/write/messages.ts";
import { isoTime } from "../../base/iso_time.ts";
import { checkFlood, checkText } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/**
 * Refuses with `empty_text`, `text_too_long`, `no_such_user`, `no_such_message` (of `reply_to`),
 * `filtered`, `slow_down`, and with what the table of rights says.
 */
export const say: MemberCommand<"say"> = {
  access: "logged_in",
  rate: "message",
  pipelined: true,
  handle({ caller, request, identity, services }) {
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
    checkFlood({ identity, services }, { text, nonce, isEdit: false });
    const { journal } = services;
    const message = {
      actor: identity.account.id,
      authorName: identity.account.name,
      text,
      isAction: request.me ?? false,
      replyTo: request.reply_to,
      nonce,
    };
    const posted: Promise<Posted> = to === undefined
      ? journal.append("say_room", { room: room ?? GENERAL_ROOM, ...message }, caller.connection)
      : journal.append("say_direct", { to, ...message }, caller.connection);
    return posted.then(({ id, timeMs, masked }) => ({
      id,
      time: isoTime(timeMs),
      ...(masked === undefined ? {} : { masked: true as const }),
    }));
  },
};
