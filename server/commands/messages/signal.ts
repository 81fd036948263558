/** `signal`: what a client asks others, for those who are there; nothing is stored. */
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_SIGNAL_LENGTH } from "../../../protocol/limits.ts";
import { isoTime } from "../../base/iso_time.ts";
import { checkFlood, checkShortText } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/**
 * Refuses with `bad_field`, `empty_text`, `no_such_user`, `filtered`, `slow_down`, `encryption_required`,
 * and with what the table of rights says of writing in the room; with `no_right` where a room has none.
 */
export const signal: MemberCommand<"signal"> = {
  access: "logged_in",
  rate: "message",
  pipelined: false,
  async handle({ caller, identity, request: { kind, room, text: given, to }, services }) {
    if ((room === undefined) === (to === undefined)) {
      throw new ChatError("bad_field", 'It goes into a "room" or "to" an account');
    }
    const text = checkShortText(given, "text", MAX_SIGNAL_LENGTH);
    if (text === "") throw new ChatError("empty_text");
    // It would be shown as what somebody does, and stand in no history.
    if (/^action\b/i.test(text)) {
      throw new ChatError("bad_field", 'Say what somebody does as a message of the kind "action"');
    }
    const isAnswer = kind === "answer";
    // Who is asked something says the same to everybody.
    if (!isAnswer) checkFlood({ identity, services }, { text, nonce: undefined, isEdit: false });
    const { id: actor, name: authorName } = identity.account;
    const entry = { actor, authorName, room, to: to ?? "", text, isAnswer };
    const { timeMs } = await services.journal.append("signal", entry, caller.connection);
    return { time: isoTime(timeMs) };
  },
};
