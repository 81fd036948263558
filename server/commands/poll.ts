/** `poll`: everything the account may read after an id, oldest first. */
import { DEFAULT_PAGE_MESSAGES, MAX_PAGE_MESSAGES } from "../../protocol/limits.ts";
import type { MemberCommand } from "./command.ts";

/** Never refuses; `more` says that the answer is not all, because of `limit` or of its size. */
export const poll: MemberCommand<"poll"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ request, identity, services }) {
    return services.journal.poll(request.last_id, {
      account: identity.account.id,
      limit: pageLimit(request.limit),
    });
  },
};

/** The number of messages in a page: what was asked for, within bounds. */
export function pageLimit(limit: number | undefined): number {
  return Math.min(limit ?? DEFAULT_PAGE_MESSAGES, MAX_PAGE_MESSAGES);
}
