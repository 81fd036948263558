/** `who`: the people who are online, in a room or on the server. */
import type { Person } from "../../../protocol/records.ts";
import type { AnswerFields } from "../../../protocol/answers.ts";
import { foldUsername } from "../../../protocol/names.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { MemberCommand } from "../command.ts";

/** Refuses with what the table of rights says; `more` says to ask again with `after` the last name. */
export const who: MemberCommand<"who"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  async handle({ request, identity, services }) {
    const { hub, journal } = services;
    const { room, after = "" } = request;
    if (room === undefined) return pageOf(hub.online(), after);
    const account = identity.account.id;
    const { id } = await journal.query("admit", { account, room, right: "read" });
    return pageOf(hub.onlineIn(id), after);
  },
};

function pageOf(people: readonly Person[], after: string): AnswerFields["who"] {
  const folded = foldUsername(after);
  const rest = people.filter(({ username }) => foldUsername(username) > folded);
  const users = new ByteBudget().fitting(rest);
  return { users, more: users.length < rest.length };
}
