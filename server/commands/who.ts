/** `who`: the people who are online, in a room or on the server. */
import type { MemberCommand } from "./command.ts";
import { roomOf } from "./say.ts";

/** Refuses with `no_such_room`. */
export const who: MemberCommand<"who"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ request, identity, services }) {
    const { hub } = services;
    if (request.room === undefined) return { users: hub.online() };
    return { users: hub.onlineIn(roomOf(identity.account, request.room)) };
  },
};
