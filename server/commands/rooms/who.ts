/** `who`: the people who are online, in a room or on the server. */
import type { Person } from "../../../protocol/records.ts";
import type { AnswerFields } from "../../../protocol/answers.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { OnlineAccount } from "../../live/online_account.ts";
import type { MemberCommand } from "../command.ts";

/** Most people in one answer: whoever asks again and again costs others no more than that each time. */
const PAGE_PEOPLE = 300;

/** Refuses with what the table of rights says; `more` says to ask again with `after` the last name. */
export const who: MemberCommand<"who"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  async handle({ request, identity, services }) {
    const { hub, journal } = services;
    const { room, after = "" } = request;
    if (room === undefined) return pageOf(hub.online(after));
    const account = identity.account.id;
    const { id } = await journal.query("admit", { account, room, right: "read" });
    return pageOf(hub.onlineIn(id, after));
  },
};

/** As many of those who follow as fit into an answer, and no look at any further one. */
function pageOf(following: Iterable<OnlineAccount>): AnswerFields["who"] {
  const users: Person[] = [];
  const budget = new ByteBudget();
  for (const { name, connections, away } of following) {
    const person = {
      username: name,
      connections: connections.size,
      ...(away === undefined ? {} : { away }),
    };
    if (users.length >= PAGE_PEOPLE || !budget.takes(person)) return { users, more: true };
    users.push(person);
  }
  return { users, more: false };
}
