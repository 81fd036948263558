/** Logging in on IRC: with a password, or with the token of a session. */
import { ChatError } from "../../../protocol/errors.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { LoginAnswer } from "../../../protocol/answers.ts";
import type { IrcClient } from "./irc_client.ts";

/** What tokens of sessions look like. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** What a client calls itself among the devices of its account. */
const DEVICE = "IRC";

/** Who somebody says they are: by a password or token, or by the certificate of the connection. */
export type Claim =
  | { username: string; secret: string; certificate?: never }
  | { username: string | undefined; certificate: true };

/**
 * Logs the client in and says so.
 *
 * @throws {ChatError} as `login` does.
 */
export async function logIn(client: IrcClient, claim: Claim): Promise<void> {
  const answer = claim.certificate === true
    ? await enterByCertificate(client, claim.username)
    : await enter(client, claim);
  loggedIn(client, answer);
}

/** Whoever asks to be somebody else than the certificate says is nobody. */
async function enterByCertificate(
  client: IrcClient,
  username: string | undefined,
): Promise<LoginAnswer> {
  return await client.ask("login", {
    certificate: true,
    device: DEVICE,
    ...(username === undefined ? {} : { username }),
  });
}

/** Notes a login, and says so. */
export function loggedIn(
  client: IrcClient,
  answer: Pick<LoginAnswer, "last_id" | "username">,
): void {
  client.lastId = answer.last_id;
  if (client.isRegistered) client.connection.outbox.release();
  const { account = "", house: { people } } = client;
  const text = `You are now logged in as ${account}`;
  client.reply("RPL_LOGGEDIN", people.sourceOf(account), account, text);
}

async function enter(
  client: IrcClient,
  { username, secret }: { username: string; secret: string },
): Promise<LoginAnswer> {
  if (TOKEN.test(secret)) {
    try {
      return await client.ask("login", { token: secret, device: DEVICE });
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== "bad_credentials") throw error;
      // It may be a password that looks like a token.
    }
  }
  try {
    return await client.ask("login", { username, password: secret, device: DEVICE });
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== "code_required") throw error;
    throw new ChatError(
      "code_required",
      "This account has a second factor: use a token, see /token",
    );
  }
}

/** Whether that is how a client is called, or the account that is logged in there. */
export function isOwnNick({ account, nick }: IrcClient, name: string): boolean {
  return [account, nick].some((own) =>
    own !== undefined && foldUsername(own) === foldUsername(name)
  );
}
