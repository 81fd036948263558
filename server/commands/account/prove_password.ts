/** Finding out whether somebody knows the password of an account, at a login and later. */
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_PASSWORD_LENGTH, MAX_USERNAME_LENGTH } from "../../../protocol/limits.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { PasswordClient } from "../../accounts/password_pool.ts";
import type { Credentials } from "../../journal/read/accounts.ts";
import { addressKey } from "../../limits/address_key.ts";
import type { Caller } from "../caller.ts";
import type { Services } from "../services.ts";
import type { PasswordProof } from "./password_proof.ts";

/** What somebody says they know. */
export interface Claimed {
  username: string;
  password: string;
}

/** Who asks. */
interface Asking {
  caller: Caller;
  services: Services;
}

/**
 * Looks at a password. Wrong ones are slowed down; right ones wait for the work alone, in which
 * everybody has a share. The same password tried several times at once from one address is looked at
 * once.
 *
 * @throws {ChatError} `bad_credentials`, `slow_down`, `busy`.
 */
export async function provePassword(
  claimed: Claimed,
  asking: Asking,
): Promise<PasswordProof & { proved: Credentials }> {
  const { caller, services: { passwordProofs } } = asking;
  const key = JSON.stringify([accountKey(claimed), addressKey(caller.address), claimed.password]);
  for (;;) {
    const joined = passwordProofs.underWay(key);
    try {
      const proof = await (joined ?? passwordProofs.begin(key, () => look(claimed, asking)));
      const { proved } = proof;
      if (proved === undefined) throw new ChatError("bad_credentials");
      return { ...proof, proved };
    } catch (error) {
      const isAnswer = error instanceof ChatError && error.code !== "busy";
      if (joined === undefined || isAnswer || hasEnded(caller)) throw error;
      // Whoever asked first has gone or was refused for its own sake: now it is done for this one.
    }
  }
}

/** Who a worker works for. */
export function passwordClient(
  username: string,
  { caller, isKnown }: { caller: Caller; isKnown: boolean },
): PasswordClient {
  return {
    address: caller.address,
    account: accountKey({ username }),
    isKnown,
    get hasEnded() {
      return hasEnded(caller);
    },
  };
}

async function look(
  { username, password }: Claimed,
  { caller, services }: Asking,
): Promise<PasswordProof> {
  const { delay, elapsed, journal, loginThrottle, passwords } = services;
  const { address } = caller;
  const credentials = username.length > MAX_USERNAME_LENGTH
    ? undefined
    : await journal.query("credentials", { name: username });
  const origin = addressKey(address);
  const isKnown = credentials !== undefined &&
    (credentials.addresses.some((used) => addressKey(used) === origin) ||
      loginThrottle?.knows({ username, address }) === true);
  const attempt = loginThrottle?.attempt({ username, address, isKnown }, elapsed());
  if (attempt !== undefined && attempt.waitMs > 0) await delay(attempt.waitMs, caller.ended);
  const tried = password.length > 2 * MAX_PASSWORD_LENGTH ? "" : password;
  let isRight: boolean;
  try {
    isRight = await passwords.verify(
      { password: tried, stored: credentials?.password },
      passwordClient(username, { caller, isKnown }),
    );
  } catch (error) {
    attempt?.takeBack();
    throw error;
  }
  if (isRight) attempt?.succeed();
  else attempt?.fail();
  return { proved: isRight ? credentials : undefined, isKnown };
}

/** Names that nobody can have share one key, however long they are. */
function accountKey({ username }: Pick<Claimed, "username">): string {
  return username.length > MAX_USERNAME_LENGTH ? "" : foldUsername(username);
}

function hasEnded({ connection, ended }: Caller): boolean {
  return connection?.hasEnded ?? ended.aborted;
}
