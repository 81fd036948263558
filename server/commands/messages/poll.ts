/** `poll`: everything the account may read that is new or has changed after an id. */
import { pageLimit } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/**
 * Never refuses; `more` says that the answer is not all, because of `limit` or of its size. On a
 * connection, what the answer covers does not come after it, and what it does not cover does.
 */
export const poll: MemberCommand<"poll"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ caller: { connection }, request, identity, services: { hub, journal } }) {
    const after = request.last_id;
    async function ask() {
      const page = await journal.query("poll", {
        account: identity.account.id,
        lastId: after,
        limit: pageLimit(request.limit),
      });
      // The database may have a commit a moment before it is told.
      await journal.told();
      return page;
    }
    return connection === undefined ? ask() : hub.alignment.answer(connection, { after, ask });
  },
};
