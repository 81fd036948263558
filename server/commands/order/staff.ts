/** Who keeps order: becoming the first owner, giving roles, and reading what was done. */
import { hashToken } from "../../accounts/tokens.ts";
import { normalizeTypedCode } from "../../accounts/typed_code.ts";
import type { MemberCall, MemberCommand } from "../command.ts";
import type { Action } from "../../../protocol/requests.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/** Refuses with `bad_code`, also when there is an owner already. */
export const claim: MemberCommand<"claim"> = {
  ...QUERY,
  async handle(call) {
    const { role } = await call.services.journal.append("claim", {
      ...actingOf(call),
      codeHash: hashToken(normalizeTypedCode(call.request.code)),
    }, call.caller.connection);
    return { role };
  },
};

/** Refuses with `no_right`, `no_such_user`, `last_owner`. */
export const grant: MemberCommand<"grant"> = {
  ...QUERY,
  needs: "grant",
  async handle(call) {
    const { username, role } = call.request;
    await call.services.journal.append("grant", {
      ...actingOf(call),
      username,
      role,
    }, call.caller.connection);
    return {};
  },
};

/** Never refuses: who keeps order is no secret. */
export const roles: MemberCommand<"roles"> = {
  ...QUERY,
  async handle({ services }) {
    return { users: await services.journal.query("roles", {}) };
  },
};

/** Refuses with `no_right`; `more` says to ask again with `before` the last id. */
export const audit: MemberCommand<"audit"> = {
  ...QUERY,
  needs: "audit",
  async handle({ request, identity, services }) {
    const { about, before, limit, of, room } = request;
    return await services.journal.query("audit", {
      account: identity.account.id,
      action: of,
      about,
      room,
      before,
      limit,
    });
  },
};

/** Of a call of any action: who acts and where from, as entries about others want it. */
export function actingOf(
  { identity, caller }: Omit<MemberCall<Action>, "request">,
): { actor: number; address: string } {
  return { actor: identity.account.id, address: caller.address };
}
