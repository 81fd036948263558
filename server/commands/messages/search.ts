/** `search`: messages by their words, newest first. */
import { parseSearch } from "../../journal/read/search_query.ts";
import { pageLimit } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/** Refuses with `bad_search`, and with what the table of rights says for `in:`. */
export const search: MemberCommand<"search"> = {
  access: "logged_in",
  rate: "search",
  pipelined: false,
  async handle({ request, identity, services }) {
    const terms = parseSearch(request.query);
    const isUpToDate = await services.journal.indexed();
    const found = await services.journal.query("search", {
      account: identity.account.id,
      terms,
      before: request.before ?? Number.MAX_SAFE_INTEGER,
      limit: pageLimit(request.limit, services),
    });
    return isUpToDate ? found : { ...found, behind: true };
  },
};
