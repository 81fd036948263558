/** `login`: with a password, which opens a new session, or with the token of an earlier one. */
import { ChatError } from "../../protocol/errors.ts";
import type { AnswerFields } from "../../protocol/events.ts";
import { MAX_PASSWORD_LENGTH, MAX_USERNAME_LENGTH } from "../../protocol/limits.ts";
import { hashToken, makeToken } from "../accounts/tokens.ts";
import type { AnonymousCommand, Call } from "./command.ts";
import { checkSessionLimit, deviceOf, enter } from "./enter.ts";

/** Refuses with `bad_credentials`, the same for a wrong name, password and token; `busy`. */
export const login: AnonymousCommand<"login"> = {
  access: "anyone",
  rate: "query",
  pipelined: false,
  async handle(call) {
    const { username, password, token } = call.request;
    const name = username ?? "";
    const origin = call.session.address;
    const { loginThrottle, now, delay, log } = call.services;
    try {
      // Nobody guesses a token of 256 random bits; only passwords are slowed down.
      if (token !== undefined) return await resume(call, token);
      const waitMs = loginThrottle?.attempt(name, origin, now()) ?? 0;
      if (waitMs > 0) await delay(waitMs, call.session.ended);
      const answer = await loginWithPassword(call, name, password);
      loginThrottle?.succeeded(name, origin);
      return answer;
    } catch (error) {
      if (error instanceof ChatError && error.code === "bad_credentials") {
        log.write({
          event: "login_failed",
          username: loggedName(name),
          origin: call.session.origin,
        });
      }
      throw error;
    }
  },
};

async function loginWithPassword(
  { request, session, services }: Call<"login">,
  username: string,
  password: string | undefined,
): Promise<AnswerFields["login"]> {
  const { journal, passwords, now } = services;
  if (password === undefined) {
    throw new ChatError("bad_field", 'A login needs "username" and "password", or a "token"');
  }
  const tried = password.length > 2 * MAX_PASSWORD_LENGTH ? "" : password;
  const known = username.length > MAX_USERNAME_LENGTH
    ? undefined
    : await journal.query<"credentials">({ kind: "credentials", name: username });
  if (
    !await passwords.verify({ password: tried, stored: known?.password }, session.address) ||
    known === undefined
  ) {
    throw new ChatError("bad_credentials");
  }
  checkSessionLimit({ session, services }, known.account);
  const rehashedPassword = passwords.needsRehash(known.password)
    ? await passwords.hash(password, session.address)
    : undefined;
  const token = makeToken(services.randomBytes);
  const record = await journal.append<"open_session">({
    kind: "open_session",
    account: known.account,
    tokenHash: hashToken(token),
    address: session.address,
    device: deviceOf(request),
    timeMs: now(),
    rehashedPassword,
  });
  return enter({ session, services }, { record, token, isNew: true });
}

async function resume(
  { request, session, services }: Call<"login">,
  token: string,
): Promise<AnswerFields["login"]> {
  const record = await services.journal.append<"resume_session">({
    kind: "resume_session",
    tokenHash: hashToken(token),
    address: session.address,
    device: deviceOf(request),
    timeMs: services.now(),
  });
  return enter({ session, services }, { record, token, isNew: false });
}

/** What the log says somebody called themselves: quoted unless it could be a name. */
function loggedName(name: string): string {
  const short = name.slice(0, MAX_USERNAME_LENGTH);
  return /^[A-Za-z0-9_-]+$/.test(short) ? short : JSON.stringify(short);
}
