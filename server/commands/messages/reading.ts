/** `read` and `unread`: how far an account has read, on any of its devices. */
import { ChatError } from "../../../protocol/errors.ts";
import type { RequestOf } from "../../../protocol/requests.ts";
import { isoTime, parseIsoTime } from "../../base/iso_time.ts";
import type { ReadMark } from "../../journal/write/messages/reading.ts";
import { placeOf } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/** Refuses with `no_such_user`, `bad_field`, and with what the table of rights says. */
export const read: MemberCommand<"read"> = {
  access: "logged_in",
  rate: "query",
  pipelined: true,
  handle({ caller, request, identity, services }) {
    return services.journal.append("mark_read", {
      actor: identity.account.id,
      place: placeOf(request),
      ...markOf(request),
    }, caller.connection).then(({ id, readMs, unread, mentions }) => ({
      id,
      ...(readMs === undefined ? {} : { time: isoTime(readMs) }),
      unread,
      mentions,
    }));
  },
};

/** Never refuses. */
export const unread: MemberCommand<"unread"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ identity, services }) {
    return services.journal.query("unread", { account: identity.account.id });
  },
};

function markOf({ id, time }: RequestOf<"read">): ReadMark {
  if ((id === undefined) === (time === undefined)) {
    throw new ChatError("bad_field", 'Either "id" or "time" is needed');
  }
  if (id !== undefined) return { id };
  const untilMs = parseIsoTime(time ?? "");
  if (untilMs === undefined) {
    throw new ChatError("bad_field", '"time" must be like 2026-11-20T17:00:00.000Z');
  }
  return { untilMs };
}
