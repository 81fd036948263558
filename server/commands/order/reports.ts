/** `report`, `reports` and `resolve_report`: what moderators should look at, and what came of it. */
import { checkShortText } from "../checks.ts";
import type { MemberCommand } from "../command.ts";
import { actingOf } from "./staff.ts";

/** Most characters of the reason of a report, and of the note with which it is resolved. */
const MAX_REASON_LENGTH = 300;

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/** Refuses with `no_such_message`, `no_right` (one's own), `slow_down`. */
export const report: MemberCommand<"report"> = {
  ...QUERY,
  rate: "order",
  async handle(call) {
    const { id: message, reason = "" } = call.request;
    const { report } = await call.services.journal.append("report", {
      ...actingOf(call),
      message,
      reason: checkShortText(reason, "reason", MAX_REASON_LENGTH),
    });
    return { report };
  },
};

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
