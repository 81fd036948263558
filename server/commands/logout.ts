/** `logout`: revokes the token of this connection and closes it. */
import { hashToken } from "../accounts/tokens.ts";
import type { MemberCommand } from "./command.ts";

/** Never refuses. */
export const logout: MemberCommand<"logout"> = {
  access: "logged_in",
  rate: "none",
  pipelined: false,
  ends: true,
  async handle({ identity, services }) {
    await services.journal.append({ kind: "close_session", tokenHash: hashToken(identity.token) });
    return {};
  },
};
