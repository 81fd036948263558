/** Passwords of those who are logged in: proving the one they have, and judging the next one. */
import { ChatError } from "../../../protocol/errors.ts";
import type { PasswordClient } from "../../accounts/password_pool.ts";
import { MAX_PASSWORD_LENGTH } from "../../../protocol/limits.ts";
import { checkPasswordLength } from "../../accounts/password_rules.ts";
import type { Services } from "../services.ts";
import type { Identity } from "../../live/online_account.ts";
import type { Caller } from "../caller.ts";
import { noteLoginFailure } from "./login_failure.ts";
import { provePassword } from "./prove_password.ts";

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
  const { name } = identity.account;
  try {
    const claimed = { username: name, password: given };
    return (await provePassword(claimed, { caller, services })).proved.password;
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== "bad_credentials") throw error;
    const failure = { username: name, detail: "asked for the password of an open session" };
    noteLoginFailure(failure, { caller, services });
    throw new ChatError("bad_credentials", "This is not your password");
  }
}

/**
 * Judges a new password and hashes it for storage.
 *
 * @throws {ChatError} `bad_password` with the reason, `busy`.
 */
export async function hashNewPassword(
  { password, username }: { password: string; username: string },
  { client, services: { passwords, passwordRules } }: {
    client: PasswordClient;
    services: Pick<Services, "passwords" | "passwordRules">;
  },
): Promise<string> {
  if (!passwordRules && password !== "" && [...password].length <= MAX_PASSWORD_LENGTH) {
    return await passwords.hash(password, client);
  }
  checkPasswordLength(password);
  const chosen = await passwords.choose({ password, username }, client);
  if ("weakness" in chosen) throw new ChatError("bad_password", chosen.weakness);
  return chosen.stored;
}
