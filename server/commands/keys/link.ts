/** `link`: a new device asks the account's other ones to take it in, and is answered. */
import { ChatError } from "../../../protocol/errors.ts";
import { isoTime } from "../../base/iso_time.ts";
import type { MemberCommand } from "../command.ts";

/**
 * Tells the account's connections of a request or an answer, or lists what waits. Nothing of it is
 * stored; who may be taken in, the devices decide by a code that the server does not know.
 *
 * Refuses with `slow_down`, `no_such_link`.
 */
export const link: MemberCommand<"link"> = {
  access: "logged_in",
  rate: "order",
  pipelined: false,
  async handle({ identity, request: { answer, link: number, request }, services }) {
    const { elapsed, everywhere, journal, links } = services;
    const { account: { id: account }, session } = identity;
    if ((number === undefined) !== (answer === undefined) || request !== undefined && answer) {
      throw new ChatError("bad_field", 'There is either "request", or "link" and "answer"');
    }
    if (request !== undefined) {
      const sessions = await journal.query("sessions", { account });
      const device = sessions.find((known) => known.session === session)?.device ?? "";
      const time = isoTime(journal.timeMs);
      const asking = { account, session, request: { request, device, time } };
      const asked = links.ask(asking, elapsed());
      everywhere.tellAccounts([account], { event: "link_request", ...asked });
      return { link: asked.link };
    }
    if (number !== undefined && answer !== undefined) {
      links.answer({ account, link: number, answer }, elapsed());
      everywhere.tellAccounts([account], { event: "link_answer", link: number, answer });
      return {};
    }
    const seen = links.seen({ account, session }, elapsed());
    const { requests } = seen;
    return seen.answer === undefined ? { requests } : { requests, answer: seen.answer };
  },
};
