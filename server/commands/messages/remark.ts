/** `remark`: a few words on a message, for those who are there; nothing is stored. */
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_REMARK_LENGTH } from "../../../protocol/limits.ts";
import { isoTime } from "../../base/iso_time.ts";
import { checkFlood, checkShortText } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/** Refuses with `bad_field`, `empty_text`, `no_such_message`, `muted`, `filtered`, `slow_down`, `encryption_required`. */
export const remark: MemberCommand<"remark"> = {
  access: "logged_in",
  rate: "message",
  pipelined: false,
  async handle({ caller, identity, request: { id: message, text: given }, services }) {
    const text = checkShortText(given, "text", MAX_REMARK_LENGTH);
    if (text === "") throw new ChatError("empty_text");
    checkFlood({ identity, services }, { text, nonce: undefined, isEdit: false });
    const entry = { actor: identity.account.id, message, text };
    const told = await services.journal.append("remark", entry, caller.connection);
    return {
      time: isoTime(told.timeMs),
      ...(told.isMasked ? { masked: true as const } : {}),
    };
  },
};
