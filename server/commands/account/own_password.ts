/** Passwords of those who are logged in: proving the one they have, and judging the next one. */
import { ChatError } from "../../../protocol/errors.ts";
import { checkPasswordLength } from "../../accounts/password_rules.ts";
import type { Services } from "../services.ts";
import type { Identity } from "../../live/online_account.ts";
import type { Caller } from "../caller.ts";
import { noteLoginFailure } from "./login_failure.ts";

/**
 * Sees to it that whoever asks knows the password; guessing is slowed down as at a login. Returns the
 * password as it is stored, for an entry that holds only as long as it is the same.
 *
 * @throws {ChatError} `bad_credentials`, `slow_down`, `busy`.
 */
export async function checkOwnPassword(
  given: string,
  { identity, caller, services }: { identity: Identity; caller: Caller; services: Services },
): Promise<string> {
  const { journal, passwords, loginThrottle, delay, now } = services;
  const { name } = identity.account;
  const waitMs = loginThrottle?.attempt(name, caller.address, now()) ?? 0;
  if (waitMs > 0) await delay(waitMs, caller.ended);
  const known = await journal.query("credentials", { name });
  const isRight = await passwords.verify(
    { password: given, stored: known?.password },
    caller.address,
  );
  if (!isRight || known === undefined) {
    const failure = { username: name, detail: "asked for the password of an open session" };
    noteLoginFailure(failure, { caller, services });
    throw new ChatError("bad_credentials", "This is not your password");
  }
  loginThrottle?.succeeded(name, caller.address);
  return known.password;
}

/**
 * Judges a new password and hashes it for storage.
 *
 * @throws {ChatError} `bad_password` with the reason, `busy`.
 */
export async function hashNewPassword(
  { password, username }: { password: string; username: string },
  { caller, services: { passwords } }: { caller: Caller; services: Services },
): Promise<string> {
  checkPasswordLength(password);
  const weakness = await passwords.weakness({ password, username }, caller.address);
  if (weakness !== undefined) throw new ChatError("bad_password", weakness);
  return await passwords.hash(password, caller.address);
}
