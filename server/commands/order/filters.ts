/** `filter`, `filters` and `unfilter`: what is not said here, or not without somebody looking. */
import type { MemberCommand } from "../command.ts";
import { actingOf } from "./staff.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;
const ORDER = { ...QUERY, rate: "order" } as const;

/** Refuses with `bad_pattern`, `too_many_filters`, and what the tables of rights say. */
export const filter: MemberCommand<"filter"> = {
  ...ORDER,
  async handle(call) {
    const { kind: match, pattern, does, room } = call.request;
    const { filter } = await call.services.journal.append("filter", {
      ...actingOf(call),
      match,
      pattern,
      does,
      room,
    });
    return { filter };
  },
};

/** Refuses with what the tables of rights say; `more` says to ask again with `after` the last one. */
export const filters: MemberCommand<"filters"> = {
  ...QUERY,
  async handle({ request: { room, after }, identity, services }) {
    return await services.journal.query("filters", {
      account: identity.account.id,
      room,
      after,
    });
  },
};

/** Refuses with `no_such_filter`, also for one that the account may not remove. */
export const unfilter: MemberCommand<"unfilter"> = {
  ...ORDER,
  async handle(call) {
    const { filter } = call.request;
    await call.services.journal.append("unfilter", {
      ...actingOf(call),
      filter,
    });
    return {};
  },
};
