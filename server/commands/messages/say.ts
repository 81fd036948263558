/** `say`: a message to a room or to another account. */
import type { Content } from "../../../protocol/content/content.ts";
import { checkContent } from "../../../protocol/content/kinds.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { GENERAL_ROOM, MAX_NONCE_LENGTH } from "../../../protocol/limits.ts";
import type { RequestOf } from "../../../protocol/requests.ts";
import { screenedText } from "../../journal/content/kinds.ts";
import type { Posted } from "../../journal/write/messages/messages.ts";
import { isoTime } from "../../base/iso_time.ts";
import { checkFlood } from "../checks.ts";
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
    const { room, to, nonce } = request;
    const content = contentFrom(request);
    checkContent(content);
    if (nonce !== undefined && nonce.length > MAX_NONCE_LENGTH) {
      throw new ChatError("bad_field", `"nonce" has at most ${MAX_NONCE_LENGTH} characters`);
    }
    if (room !== undefined && to !== undefined) {
      throw new ChatError(
        "bad_field",
        'A message goes to a "room" or "to" an account, not to both',
      );
    }
    const text = screenedText(content);
    checkFlood({ identity, services }, { text, nonce, isEdit: false });
    const { journal } = services;
    const { id: actor, name: authorName } = identity.account;
    const message = { actor, authorName, content, replyTo: request.reply_to, nonce };
    const posted: Promise<Posted> = to === undefined
      ? journal.append("say_room", { ...message, room: room ?? GENERAL_ROOM }, caller.connection)
      : journal.append("say_direct", { ...message, to }, caller.connection);
    return posted.then(({ id, timeMs, masked, isHushed }) => ({
      id,
      time: isoTime(timeMs),
      ...(masked === undefined ? {} : { masked: true as const }),
      ...(isHushed ? { hushed: true as const } : {}),
    }));
  },
};

/** What is to be said; `me` is how clients say it that know nothing of kinds. */
function contentFrom({ file, kind, me, text }: RequestOf<"say">): Content {
  if (kind !== undefined && me !== undefined && me !== (kind === "action")) {
    throw new ChatError("bad_field", '"kind" and "me" contradict each other');
  }
  if (file !== undefined || kind === "file") throw new ChatError("no_such_upload");
  return { kind: kind ?? (me === true ? "action" : "text"), text };
}
