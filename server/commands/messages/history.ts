/** `history`: a page of one conversation, oldest first. */
import { ChatError } from "../../../protocol/errors.ts";
import { GENERAL_ROOM } from "../../../protocol/limits.ts";
import type { RequestOf } from "../../../protocol/requests.ts";
import { parseIsoTime } from "../../base/iso_time.ts";
import type { HistoryStart } from "../../journal/read/messages.ts";
import { pageLimit, placeOf } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/** Refuses with `bad_field`, `no_such_user`, and with what the table of rights says. */
export const history: MemberCommand<"history"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ request, identity, services }) {
    return services.journal.query("history", {
      account: identity.account.id,
      place: placeOf(request, GENERAL_ROOM),
      start: startOf(request),
      limit: pageLimit(request.limit, services),
      withEvents: request.events === true,
    });
  },
};

function startOf({ before, after, around, date }: RequestOf<"history">): HistoryStart {
  const starts: HistoryStart[] = [
    ...(before === undefined ? [] : [{ before }]),
    ...(after === undefined ? [] : [{ after }]),
    ...(around === undefined ? [] : [{ around }]),
    ...(date === undefined ? [] : [{ fromMs: parseDate(date) }]),
  ];
  if (starts.length > 1) {
    throw new ChatError(
      "bad_field",
      'Only one of "before", "after", "around" and "date" can be given',
    );
  }
  return starts[0] ?? { before: Number.MAX_SAFE_INTEGER };
}

/** A day (in UTC) or a time with its zone, in ISO 8601. */
function parseDate(date: string): number {
  const timeMs = parseIsoTime(date);
  if (timeMs === undefined) {
    throw new ChatError("bad_field", '"date" must be like 2026-11-20 or 2026-11-20T17:00Z');
  }
  return timeMs;
}
