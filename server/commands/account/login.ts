/** `login`: with a password, which opens a new session, or with the token of an earlier one. */
import { GUEST } from "../../journal/actors.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { AnswerFields } from "../../../protocol/answers.ts";
import { MAX_PASSWORD_LENGTH, MAX_USERNAME_LENGTH } from "../../../protocol/limits.ts";
import { hashToken, makeToken } from "../../accounts/tokens.ts";
import type { Credentials } from "../../journal/read/accounts.ts";
import type { ConnectionCall, ConnectionCommand } from "../command.ts";
import { checkSessionLimit, deviceOf, enter } from "./enter.ts";
import type { Services } from "../services.ts";
import { noteLoginFailure } from "./login_failure.ts";
import { hashNewPassword } from "./own_password.ts";

/**
 * Refuses with `bad_credentials`, the same for a wrong name, password and token; once the password was
 * right, with `code_required`, `bad_code`, `password_change_required`, `bad_password`; `busy`.
 */
export const login: ConnectionCommand<"login"> = {
  access: "anyone_connected",
  rate: "query",
  pipelined: false,
  async handle(call) {
    const { username, password, token } = call.request;
    const name = username ?? "";
    const origin = call.connection.address;
    const { loginThrottle, now, delay } = call.services;
    try {
      // Nobody guesses a token of 256 random bits; only passwords and codes are slowed down.
      if (token !== undefined) return await resume(call, token);
      const waitMs = loginThrottle?.attempt(name, origin, now()) ?? 0;
      if (waitMs > 0) await delay(waitMs, call.connection.ended);
      const answer = await loginWithPassword(call, name, password);
      loginThrottle?.succeeded(name, origin);
      return answer;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      switch (error.code) {
        case "bad_credentials":
        case "bad_code":
          noteLoginFailure({
            username: name,
            detail: error.code === "bad_code" ? "wrong code" : token ? "wrong token" : "",
          }, call);
          break;
        case "code_required":
        case "password_change_required":
        case "bad_password":
          loginThrottle?.wasNoGuess(name, origin);
      }
      throw error;
    }
  },
};

async function loginWithPassword(
  call: ConnectionCall<"login">,
  username: string,
  password: string | undefined,
): Promise<AnswerFields["login"]> {
  const { request, connection, services } = call;
  const { codeThrottle, journal, passwords, now } = services;
  const { code } = request;
  if (password === undefined) {
    throw new ChatError("bad_field", 'A login needs "username" and "password", or a "token"');
  }
  const tried = password.length > 2 * MAX_PASSWORD_LENGTH ? "" : password;
  const known = username.length > MAX_USERNAME_LENGTH
    ? undefined
    : await journal.query("credentials", { name: username });
  if (
    !await passwords.verify({ password: tried, stored: known?.password }, connection.address) ||
    known === undefined
  ) {
    throw new ChatError("bad_credentials");
  }
  // Both are asked again where nothing can change in between; here they save work.
  if (known.mustChangePassword && request.new_password === undefined) {
    throw new ChatError("password_change_required");
  }
  if (known.hasSecondFactor && code === undefined) throw new ChatError("code_required");
  checkSessionLimit({ connection, services }, known.account);
  if (code !== undefined) codeThrottle?.attempt(known.account, code, now());
  const token = makeToken(services.randomBytes);
  const record = await journal.append("open_session", {
    actor: known.account,
    provedPassword: known.password,
    tokenHash: hashToken(token),
    address: connection.address,
    device: deviceOf(request),
    clockMs: now(),
    code,
    ...await hashedPasswords(call, known, { username, password }),
  });
  codeThrottle?.succeeded(known.account);
  const answer = enter({ connection, services }, { record, token, isNew: true });
  const { id, recoveryCodesLeft: left } = record;
  if (left !== undefined) tellOfRecoveryCode(services, { id, left });
  return answer;
}

/** All devices are told, because it may have been somebody else. */
function tellOfRecoveryCode(
  { hub }: Services,
  { id, left }: { id: number; left: number },
): void {
  const rest = left === 0
    ? "none is left: take the second factor off and on again for new ones"
    : `${left} ${left === 1 ? "is" : "are"} left`;
  const text = `Somebody logged in to this account with a recovery code; ${rest}`;
  hub.publishToAccounts([id], { event: "notice", text, code: "recovery_code_used", left });
}

/** What is stored of the password from now on, where that changes. */
async function hashedPasswords(
  call: ConnectionCall<"login">,
  known: Credentials,
  { username, password }: { username: string; password: string },
): Promise<{ rehashedPassword: string | undefined; newPassword: string | undefined }> {
  const { request, connection, services: { passwords } } = call;
  const chosen = request.new_password;
  if (known.mustChangePassword && chosen !== undefined) {
    if (chosen.normalize("NFC") === password.normalize("NFC")) {
      throw new ChatError("bad_password", "This is the password you have; choose another one");
    }
    const candidate = { password: chosen, username };
    const newPassword = await hashNewPassword(candidate, call);
    return { rehashedPassword: undefined, newPassword };
  }
  const rehashedPassword = passwords.needsRehash(known.password)
    ? await passwords.hash(password, connection.address)
    : undefined;
  return { rehashedPassword, newPassword: undefined };
}

async function resume(
  { request, connection, services }: ConnectionCall<"login">,
  token: string,
): Promise<AnswerFields["login"]> {
  const record = await services.journal.append("resume_session", {
    actor: GUEST,
    clockMs: services.now(),
    tokenHash: hashToken(token),
    address: connection.address,
    device: deviceOf(request),
  });
  return enter({ connection, services }, { record, token, isNew: false });
}
