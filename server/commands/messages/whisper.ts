/** `whisper`: what is said in a room to those of a role and above, who are there; nothing is stored. */
import { checkContent } from "../../../protocol/content/kinds.ts";
import { isoTime } from "../../base/iso_time.ts";
import { checkFlood } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/**
 * Refuses with `empty_text`, `text_too_long`, `filtered`, `slow_down`, `encryption_required`, and with
 * what the table of rights says of writing in the room.
 */
export const whisper: MemberCommand<"whisper"> = {
  access: "logged_in",
  rate: "message",
  pipelined: false,
  async handle({ caller, identity, request: { kind: said = "text", role, room, text }, services }) {
    checkContent({ kind: "text", text });
    checkFlood({ identity, services }, { text, nonce: undefined, isEdit: false });
    const { id: actor, name: authorName } = identity.account;
    const entry = { actor, authorName, room, role, text, said };
    const told = await services.journal.append("whisper", entry, caller.connection);
    return {
      time: isoTime(told.timeMs),
      ...(told.isMasked ? { masked: true as const } : {}),
    };
  },
};
