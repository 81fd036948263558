/** `logout`: revokes the token of this connection and closes it. */
import { hashToken } from "../../accounts/tokens.ts";
import type { MemberCommand } from "../command.ts";
import type { Services } from "../services.ts";

/** Never refuses. */
export const logout: MemberCommand<"logout"> = {
  access: "logged_in",
  rate: "none",
  pipelined: false,
  ends: true,
  async handle({ identity, services }) {
    await closeSession({ account: identity.account.id, session: identity.session }, services);
    return {};
  },
};

/** The same for whoever has the token and no connection; a token that nobody has is none to revoke. */
export async function logOutByToken(token: string, services: Services): Promise<void> {
  const found = await services.journal.query("session_of", { tokenHash: hashToken(token) });
  if (found !== undefined) await closeSession(found, services);
}

async function closeSession(
  { account, session }: { account: number; session: number },
  { journal }: Pick<Services, "journal">,
): Promise<void> {
  await journal.append("close_sessions", { actor: account, account, session });
}
