/** `report`, `reports` and `resolve_report`: what moderators should look at, and what came of it. */
import type { ActionContent, TextContent } from "../../../protocol/content/content.ts";
import { MESSAGE_KEY_BYTES } from "../../../protocol/encryption/bounds.ts";
import { fromBase64url } from "../../../protocol/encryption/bytes.ts";
import { provedContent } from "../../../protocol/encryption/open_message.ts";
import { checkShortText } from "../checks.ts";
import type { MemberCall, MemberCommand } from "../command.ts";
import { refusingProof } from "../keys/key_refusals.ts";
import { actingOf } from "./staff.ts";

/** Most characters of the reason of a report, and of the note with which it is resolved. */
const MAX_REASON_LENGTH = 300;

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/** Refuses with `no_such_message`, `no_right` (one's own), `slow_down`, `bad_proof`. */
export const report: MemberCommand<"report"> = {
  ...QUERY,
  rate: "order",
  async handle(call) {
    const { id: message, message_key: messageKey, reason = "" } = call.request;
    const revealed = messageKey === undefined ? {} : {
      revealed: await proved(call, messageKey),
    };
    const { report } = await call.services.journal.append("report", {
      ...actingOf(call),
      message,
      reason: checkShortText(reason, "reason", MAX_REASON_LENGTH),
      ...revealed,
    });
    return { report };
  },
};

/** What an encrypted message says, if what was revealed of it proves that its author wrote it. */
async function proved(
  { identity, request, services }: MemberCall<"report">,
  messageKey: string,
): Promise<TextContent | ActionContent> {
  const state = await services.journal.query("sealed_state", {
    account: identity.account.id,
    message: request.id,
  });
  return await refusingProof(async () => {
    const key = fromBase64url(messageKey, MESSAGE_KEY_BYTES);
    const { content } = await provedContent({ ...state, messageKey: key });
    const { file, me, text = "" } = content;
    const words = [file?.name ?? "", text].filter((part) => part !== "").join("\n");
    return { kind: me === true ? "action" : "text", text: words };
  });
}

/** Refuses with `no_right`, and what the table of the room says. */
export const reports: MemberCommand<"reports"> = {
  ...QUERY,
  async handle({ request: { before, resolved, room }, identity, services }) {
    return await services.journal.query("reports", {
      account: identity.account.id,
      resolved: resolved ?? false,
      room,
      before,
    });
  },
};

/** Refuses with `no_such_report`, also for one that is not the account's to resolve. */
export const resolveReport: MemberCommand<"resolve_report"> = {
  ...QUERY,
  rate: "order",
  async handle(call) {
    const { report, note } = call.request;
    await call.services.journal.append("resolve_report", {
      ...actingOf(call),
      report,
      note: checkShortText(note, "note", MAX_REASON_LENGTH),
    });
    return {};
  },
};
