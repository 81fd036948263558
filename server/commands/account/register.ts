/**
 * `register`: makes an account and logs in on this connection, where there is one. A guest that takes its
 * own name becomes the account.
 */
import { GUEST } from "../../journal/actors.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { foldUsername, parseUsername } from "../../../protocol/names.ts";
import { checkPasswordLength } from "../../accounts/password_rules.ts";
import type { AccountRecord } from "../../journal/records.ts";
import { normalizeTypedCode } from "../../accounts/typed_code.ts";
import { hashToken, makeToken } from "../../accounts/tokens.ts";
import { checkIsNobodysNick } from "../checks.ts";
import type { AnonymousCommand } from "../command.ts";
import { deviceOf, enter } from "./enter.ts";
import { hashNewPassword } from "./own_password.ts";
import { passwordClient } from "./prove_password.ts";

/**
 * Refuses with `registration_closed`, `bad_invite`, `bad_username`, `bad_password`, `name_taken`,
 * `slow_down`.
 */
export const register: AnonymousCommand<"register"> = {
  access: "anyone",
  rate: "login",
  pipelined: false,
  async handle({ request, caller, services }) {
    const { journal, passwords } = services;
    const { mode } = services.registration.at(journal.timeMs);
    if (mode === "closed") throw new ChatError("registration_closed");
    const name = parseUsername(request.username);
    const own = caller.connection?.identity?.account;
    const isOwnName = own?.isGuest === true && foldUsername(own.name) === foldUsername(name);
    checkIsNobodysNick(name, services);
    const inviteCode = request.invite === undefined
      ? undefined
      : normalizeTypedCode(request.invite);
    if (services.passwordRules) checkPasswordLength(request.password);
    // Counted before anything is asked for it: whoever is over the limit costs nothing.
    const attempt = services.registrationLimit?.attempt(caller.address, services.elapsed());
    const token = makeToken(services.randomBytes);
    let record: AccountRecord;
    try {
      // Names are public, so a taken one may be refused before the slow part.
      if (!isOwnName && await journal.query("name_taken", { name })) {
        throw new ChatError("name_taken");
      }
      // Whoever may not register costs no work on passwords; the entry asks again.
      await journal.append("may_register", {
        actor: GUEST,
        name,
        inviteCode,
      });
      const client = passwordClient(name, { caller, isKnown: false });
      const candidate = { password: request.password, username: name };
      const password = await hashNewPassword(candidate, { client, services });
      record = await journal.append("register", {
        actor: GUEST,
        name,
        password,
        inviteCode,
        guest: isOwnName ? own.id : undefined,
        tokenHash: hashToken(token),
        address: caller.address,
        device: deviceOf(request),
      });
      passwords.stored(password);
    } catch (error) {
      attempt?.takeBack();
      throw error;
    }
    attempt?.succeed();
    services.log.write({ event: "registered", username: name, origin: caller.origin });
    return enter({ caller, services }, { record, token, isNew: true });
  },
};
