/** `history`: a page of one conversation before an id, oldest first. */
import { ChatError } from "../../protocol/errors.ts";
import { GENERAL_ROOM } from "../../protocol/limits.ts";
import { parseRoomName } from "../../protocol/names.ts";
import type { MemberCommand } from "./command.ts";
import { pageLimit } from "./poll.ts";

/** Refuses with `no_such_room` and `no_such_user`. */
export const history: MemberCommand<"history"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  async handle({ request, identity, services }) {
    const { room, with: other } = request;
    if (room !== undefined && other !== undefined) {
      throw new ChatError("bad_field", 'History is of a "room" or "with" an account, not of both');
    }
    const before = request.before ?? Number.MAX_SAFE_INTEGER;
    const page = { account: identity.account.id, limit: pageLimit(request.limit) };
    if (other !== undefined) {
      const found = await services.journal.privateHistory(other, before, page);
      if (found === undefined) throw new ChatError("no_such_user");
      return found;
    }
    const name = parseRoomName(room ?? GENERAL_ROOM);
    const found = await services.journal.roomHistory(name, before, page);
    if (found === undefined) throw new ChatError("no_such_room");
    return found;
  },
};
