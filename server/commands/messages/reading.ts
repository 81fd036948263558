/** `read` and `unread`: how far an account has read, on any of its devices. */
import { placeOf } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/** Refuses with `no_such_user`, and with what the table of rights says. */
export const read: MemberCommand<"read"> = {
  access: "logged_in",
  rate: "query",
  pipelined: true,
  handle({ caller, request, identity, services }) {
    return services.journal.append("mark_read", {
      actor: identity.account.id,
      place: placeOf(request),
      id: request.id,
    }, caller.connection).then(({ unread, mentions }) => ({ unread, mentions }));
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
