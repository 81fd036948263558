/** `poll`: everything the account may read that is new or has changed after an id. */
import { pageLimit } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/** Never refuses; `more` says that the answer is not all, because of `limit` or of its size. */
export const poll: MemberCommand<"poll"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ request, identity, services }) {
    return services.journal.query("poll", {
      account: identity.account.id,
      lastId: request.last_id,
      limit: pageLimit(request.limit),
    });
  },
};
