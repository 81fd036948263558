/** `logout`: revokes the token of this connection and closes it. */
import type { MemberCommand } from "../command.ts";

/** Never refuses. */
export const logout: MemberCommand<"logout"> = {
  access: "logged_in",
  rate: "none",
  pipelined: false,
  ends: true,
  async handle({ identity, services }) {
    const { account, session } = identity;
    await services.journal.append("close_sessions", {
      actor: account.id,
      account: account.id,
      session,
    });
    return {};
  },
};
