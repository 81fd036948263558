/** `files`: the messages of one conversation that carry files, oldest first. */
import { GENERAL_ROOM } from "../../../protocol/limits.ts";
import { wordsOfQuery } from "../../journal/read/file_search.ts";
import { pageLimit, placeOf } from "../checks.ts";
import type { MemberCommand } from "../command.ts";

/** Refuses with `bad_field`, `bad_search`, `no_such_user`, and with what the table of rights says. */
export const files: MemberCommand<"files"> = {
  access: "logged_in",
  rate: "search",
  pipelined: false,
  handle({ request, identity, services }) {
    return services.journal.query("files", {
      account: identity.account.id,
      place: placeOf(request, GENERAL_ROOM),
      words: wordsOfQuery(request.query ?? ""),
      before: request.before ?? Number.MAX_SAFE_INTEGER,
      limit: pageLimit(request.limit, services),
    });
  },
};
