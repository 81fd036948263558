/** `rooms`: the rooms that the account is in. */
import type { MemberCommand } from "./command.ts";

/** Never refuses. */
export const rooms: MemberCommand<"rooms"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ identity, services }) {
    return {
      rooms: [...identity.account.rooms.values()].map((room) => services.hub.summary(room)),
    };
  },
};
