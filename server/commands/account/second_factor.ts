/** Second factors: switching one on and off, and resetting what somebody else logs in with. */
import { hashToken } from "../../accounts/tokens.ts";
import { makeSecret, otpauthUri, toBase32 } from "../../accounts/totp.ts";
import { makeTypedCode } from "../../accounts/typed_code.ts";
import type { MemberCommand } from "../command.ts";
import { countCode } from "./count_code.ts";
import { checkOwnPassword } from "./own_password.ts";
import { actingOf } from "../order/staff.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;
const RESETTING = { ...QUERY, needs: "reset_credentials" } as const;

/** How many codes replace the second factor, each of them once. */
const RECOVERY_CODES = 10;

/** Makes a secret, which does nothing yet. Refuses with `bad_credentials`, `has_second_factor`. */
export const secondFactor: MemberCommand<"second_factor"> = {
  ...QUERY,
  async handle(call) {
    const { request, identity, services } = call;
    await checkOwnPassword(request.password, call);
    const secret = makeSecret(services.randomBytes);
    await services.journal.append("offer_second_factor", {
      actor: identity.account.id,
      secret,
    });
    const uri = otpauthUri(secret, {
      issuer: services.serverName,
      username: identity.account.name,
    });
    return { secret: toBase32(secret), uri };
  },
};

/** Has every login need a code from now on. Refuses with `bad_code`, `no_second_factor`. */
export const enableSecondFactor: MemberCommand<"enable_second_factor"> = {
  ...QUERY,
  async handle(call) {
    const { request: { code }, services } = call;
    const codes = Array.from(
      { length: RECOVERY_CODES },
      () => makeTypedCode(services.randomBytes),
    );
    await services.journal.append("enable_second_factor", {
      ...actingOf(call),
      clockMs: call.services.now(),
      code,
      recoveryCodeHashes: codes.map(hashToken),
    });
    return { recovery_codes: codes };
  },
};

/** Refuses with `bad_credentials`, `bad_code`, `slow_down`, `no_second_factor`. */
export const disableSecondFactor: MemberCommand<"disable_second_factor"> = {
  ...QUERY,
  async handle(call) {
    const { request: { code, password }, identity, services } = call;
    await checkOwnPassword(password, call);
    const counted = countCode(services, {
      account: identity.account.id,
      code,
      // Whoever is logged in was there before.
      knownAddress: call.caller.address,
    });
    await services.journal.append("disable_second_factor", {
      ...actingOf(call),
      clockMs: call.services.now(),
      code,
      ...counted.fields,
    });
    counted.succeeded();
    return {};
  },
};

/** Ends somebody's sessions and has another password chosen. Refuses with `no_right`. */
export const resetPassword: MemberCommand<"reset_password"> = {
  ...RESETTING,
  async handle(call) {
    await call.services.journal.append("reset_password", {
      ...actingOf(call),
      username: call.request.username,
    });
    return {};
  },
};

/** Takes somebody's second factor off. Refuses with `no_right`, `no_second_factor`. */
export const resetSecondFactor: MemberCommand<"reset_second_factor"> = {
  ...RESETTING,
  async handle(call) {
    await call.services.journal.append("reset_second_factor", {
      ...actingOf(call),
      username: call.request.username,
    });
    return {};
  },
};
