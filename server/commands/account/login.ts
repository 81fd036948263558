/**
 * `login`: with a password, which opens a new session, or with the token of an earlier one. Whoever has
 * no connection gets the token and nothing else.
 */
import { GUEST } from "../../journal/actors.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { AnswerFields } from "../../../protocol/answers.ts";
import type { PasswordClient } from "../../accounts/password_pool.ts";
import { hashCertificate, hashToken, makeToken } from "../../accounts/tokens.ts";
import type { AccountRecord } from "../../journal/records.ts";
import type { Credentials } from "../../journal/read/accounts.ts";
import type { Caller } from "../caller.ts";
import type { AnonymousCommand, Call } from "../command.ts";
import { checkSessionLimit, deviceOf, enter } from "./enter.ts";
import type { Services } from "../services.ts";
import { countCode } from "./count_code.ts";
import { noteLoginFailure } from "./login_failure.ts";
import { hashNewPassword } from "./own_password.ts";
import { type Claimed, passwordClient, provePassword } from "./prove_password.ts";

/**
 * Refuses with `bad_credentials`, the same for a wrong name, password and token; once the password was
 * right, with `code_required`, `bad_code`, `password_change_required`, `bad_password`; `busy`.
 */
export const login: AnonymousCommand<"login"> = {
  access: "anyone",
  rate: "login",
  pipelined: false,
  async handle(call) {
    const { certificate, username, password, token } = call.request;
    const name = username ?? "";
    try {
      // Nobody guesses a token of 256 random bits; only passwords and codes are slowed down.
      if (token !== undefined) return await resume(call, { token, hash: hashToken(token) });
      if (certificate === true) {
        return await resume(call, { token: "", hash: hashOfCertificate(call.caller) });
      }
      if (password === undefined) {
        throw new ChatError("bad_field", 'A login needs "username" and "password", or a "token"');
      }
      return await loginWithPassword(call, { username: name, password });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.code === "bad_credentials" || error.code === "bad_code") {
        noteLoginFailure({
          username: name,
          detail: error.code === "bad_code" ? "wrong code" : token ? "wrong token" : "",
        }, call);
      }
      throw error;
    }
  },
};

async function loginWithPassword(
  { request, caller, services }: Call<"login">,
  { username, password }: Claimed,
  isSecond = false,
): Promise<AnswerFields["login"]> {
  const { delay, elapsed, journal, loginThrottle, passwords, now } = services;
  const { code } = request;
  const asking = { caller, services };
  const { proved: known, isKnown } = await provePassword({ username, password }, {
    caller,
    services,
  });
  const { account } = known;
  // Both are asked again where nothing can change in between; here they save work.
  if (known.mustChangePassword && request.new_password === undefined) {
    throw new ChatError("password_change_required");
  }
  if (known.hasSecondFactor && code === undefined) throw new ChatError("code_required");
  checkSessionLimit(asking, account);
  const knownAddress = isKnown ? caller.address : undefined;
  const counted = code === undefined
    ? undefined
    : countCode(services, { account, code, knownAddress });
  const waitMs = loginThrottle?.openSession(account, elapsed()) ?? 0;
  if (waitMs > 0) await delay(waitMs, caller.ended);
  const token = makeToken(services.randomBytes);
  const client = passwordClient(username, { caller, isKnown });
  const claimed = { username, password };
  const hashed = await hashedPasswords({ request, client, services }, known, claimed);
  let record: AccountRecord & { recoveryCodesLeft: number | undefined };
  try {
    record = await journal.append("open_session", {
      actor: account,
      provedPassword: known.password,
      tokenHash: hashToken(token),
      address: caller.address,
      device: deviceOf(request),
      clockMs: now(),
      code,
      ...counted?.fields,
      ...hashed,
    });
  } catch (error) {
    // Somebody else who logged in meanwhile has had the password hashed anew; then that is looked at.
    if (isSecond || !(error instanceof ChatError) || error.code !== "busy") throw error;
    return await loginWithPassword({ request, caller, services }, claimed, true);
  }
  counted?.succeeded();
  loginThrottle?.remember({ username, address: caller.address });
  const stored = hashed.rehashedPassword ?? hashed.newPassword;
  if (stored !== undefined) passwords.stored(stored, known.password);
  const answer = enter(asking, { record, token, isNew: true });
  const { id, recoveryCodesLeft: left } = record;
  if (left !== undefined) tellOfRecoveryCode(services, { id, left });
  return answer;
}

/** All devices are told, because it may have been somebody else. */
function tellOfRecoveryCode(
  { everywhere }: Services,
  { id, left }: { id: number; left: number },
): void {
  const rest = left === 0
    ? "none is left: take the second factor off and on again for new ones"
    : `${left} ${left === 1 ? "is" : "are"} left`;
  const text = `Somebody logged in to this account with a recovery code; ${rest}`;
  everywhere.tellAccounts([id], { event: "notice", text, code: "recovery_code_used", left });
}

/** What is stored of the password from now on, where that changes. */
async function hashedPasswords(
  { request, client, services }: Pick<Call<"login">, "request" | "services"> & {
    client: PasswordClient;
  },
  known: Credentials,
  { username, password }: Claimed,
): Promise<{ rehashedPassword: string | undefined; newPassword: string | undefined }> {
  const { passwords } = services;
  const chosen = request.new_password;
  if (known.mustChangePassword && chosen !== undefined) {
    if (chosen.normalize("NFC") === password.normalize("NFC")) {
      throw new ChatError("bad_password", "This is the password you have; choose another one");
    }
    const candidate = { password: chosen, username };
    const newPassword = await hashNewPassword(candidate, { client, services });
    return { rehashedPassword: undefined, newPassword };
  }
  const rehashedPassword = passwords.needsRehash(known.password)
    ? await passwords.hash(password, client)
    : undefined;
  return { rehashedPassword, newPassword: undefined };
}

function isSame(one: string, other: string): boolean {
  return foldUsername(one) === foldUsername(other);
}

/** Only the handshake says which certificate somebody has; what a request says does not count. */
function hashOfCertificate({ connection }: Caller): Uint8Array {
  const sha256 = connection?.certificateSha256;
  if (sha256 === undefined) {
    throw new ChatError("bad_credentials", "The connection was made without a certificate");
  }
  return hashCertificate(sha256);
}

async function resume(
  { request, caller, services }: Call<"login">,
  { token, hash: tokenHash }: { token: string; hash: Uint8Array },
): Promise<AnswerFields["login"]> {
  const { delay, elapsed, journal, loginThrottle, now } = services;
  const { address } = caller;
  // Where they come in numbers, tokens that nobody has cost the writer nothing.
  const isDistrusted = loginThrottle?.distrustsTokens(address, elapsed()) === true;
  if (isDistrusted && await journal.query("session_of", { tokenHash }) === undefined) {
    throw new ChatError("bad_credentials");
  }
  const waitMs = loginThrottle?.comeBack(tokenHash, elapsed()) ?? 0;
  if (waitMs > 0) await delay(waitMs, caller.ended);
  let record: AccountRecord;
  try {
    record = await journal.append("resume_session", {
      actor: GUEST,
      clockMs: now(),
      tokenHash,
      address,
      device: deviceOf(request),
    });
  } catch (error) {
    if (error instanceof ChatError && error.code === "bad_credentials") {
      loginThrottle?.wrongToken(address, elapsed());
    }
    throw error;
  }
  loginThrottle?.cameBack(tokenHash, record.id);
  const { certificate, username } = request;
  if (certificate === true && username !== undefined && !isSame(username, record.name)) {
    services.hub.giveUp(record);
    throw new ChatError("bad_credentials", "The certificate is that of another account");
  }
  return enter({ caller, services }, { record, token, isNew: false });
}
