/** Who may make an account: the mode of registration, invite codes, and the list of names. */
import { ChatError } from "../../../protocol/errors.ts";
import { parseUsername } from "../../../protocol/names.ts";
import { isoTime } from "../../base/iso_time.ts";
import { makeTypedCode, normalizeTypedCode } from "../../accounts/typed_code.ts";
import type { MemberCommand } from "../command.ts";
import { actingOf } from "./staff.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;
const ADMITTING = { ...QUERY, needs: "admit_people" } as const;

/** How often an invite code may be used at most. */
const MAX_USES = 10_000;

/** Tells everybody who may register; with `mode` it decides that, or refuses with `no_right`. */
export const registration: MemberCommand<"registration"> = {
  ...QUERY,
  async handle(call) {
    const { request: { mode, seconds }, services: { journal, registration } } = call;
    if (mode !== undefined) {
      await journal.append("set_registration", {
        ...actingOf(call),
        mode,
        seconds,
      });
    } else if (seconds !== undefined) {
      throw new ChatError("bad_field", '"seconds" needs a "mode"');
    }
    const { mode: current, ends } = registration.at(journal.timeMs);
    return {
      mode: current,
      ...(ends === undefined ? {} : { until: isoTime(ends.untilMs), next: ends.next }),
    };
  },
};

/** Makes a code with which people may register, once unless `uses` says otherwise. */
export const inviteCode: MemberCommand<"invite_code"> = {
  ...ADMITTING,
  async handle(call) {
    const { request: { uses = 1, seconds }, services } = call;
    if (uses > MAX_USES) throw new ChatError("bad_field", `"uses" must be at most ${MAX_USES}`);
    const { code, untilMs } = await services.journal.append("add_invite", {
      ...actingOf(call),
      code: makeTypedCode(services.randomBytes),
      uses,
      seconds,
    });
    return { code, uses, ...(untilMs === undefined ? {} : { until: isoTime(untilMs) }) };
  },
};

/** Lists them, newest first, with those who came by each. */
export const inviteCodes: MemberCommand<"invite_codes"> = {
  ...ADMITTING,
  async handle({ request: { before }, identity, services }) {
    const account = identity.account.id;
    return await services.journal.query("invites", { account, before });
  },
};

/** Refuses with `bad_invite` when there is no such code, or it has been revoked. */
export const revokeCode: MemberCommand<"revoke_code"> = {
  ...ADMITTING,
  async handle(call) {
    await call.services.journal.append("revoke_invite", {
      ...actingOf(call),
      code: normalizeTypedCode(call.request.code),
    });
    return {};
  },
};

/** Lets a name be registered. Refuses with `bad_username`. */
export const allow: MemberCommand<"allow"> = {
  ...ADMITTING,
  async handle(call) {
    await call.services.journal.append("allow_name", {
      ...actingOf(call),
      username: parseUsername(call.request.username),
    });
    return {};
  },
};

/** Refuses with `no_such_user` for a name that is not on the list. */
export const disallow: MemberCommand<"disallow"> = {
  ...ADMITTING,
  async handle(call) {
    await call.services.journal.append("disallow_name", {
      ...actingOf(call),
      username: parseUsername(call.request.username),
    });
    return {};
  },
};

/** Lists the names that may be registered. */
export const allowed: MemberCommand<"allowed"> = {
  ...ADMITTING,
  async handle({ request: { after }, identity, services }) {
    const account = identity.account.id;
    return await services.journal.query("allowed_names", { account, after });
  },
};
