/** REGISTER: makes an account (IRCv3, draft/account-registration). */
import { ChatError, type ErrorCode } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import { REGISTRATION } from "../capabilities.ts";
import type { IrcClient } from "../irc_client.ts";
import { loggedIn } from "../login.ts";
import { arrive } from "../registration.ts";
import { demandServerPassword } from "../server_password.ts";
import type { IrcMessage } from "../wire/message.ts";
import type { IrcCommands } from "./command.ts";

export const REGISTERING: IrcCommands = {
  REGISTER: {
    least: 3,
    isEarly: true,
    help: "REGISTER * * :password: make an account of your nick",
    run: register,
  },
};

/** Which code clients know for a refusal; for any other one it may be otherwise later. */
const CODES: ReadonlyMap<ErrorCode, string> = new Map<ErrorCode, string>([
  ["bad_field", "UNACCEPTABLE_PASSWORD"],
  ["bad_password", "WEAK_PASSWORD"],
  ["bad_username", "BAD_ACCOUNT_NAME"],
  ["name_taken", "ACCOUNT_EXISTS"],
]);

async function register(
  client: IrcClient,
  { params: [given = "*", _email, password = ""] }: IrcMessage,
): Promise<void> {
  const { house: { options }, introduction, isGuest, isRegistered } = client;
  const nick = isRegistered ? client.nick : introduction.nick;
  const name = given === "*" ? nick ?? given : given;
  const fail = (code: string, text: string) => client.fail("REGISTER", code, name, text);
  if (client.account !== undefined && !isGuest) {
    return fail("ALREADY_AUTHENTICATED", `You are logged in as ${client.account} already`);
  }
  if (!isRegistered && !options.registerEarly) {
    return fail("COMPLETE_CONNECTION_REQUIRED", `First connect, then ask for ${REGISTRATION}`);
  }
  if (nick === undefined && introduction.takenNick !== undefined) {
    return fail("ACCOUNT_EXISTS", `Somebody is called ${introduction.takenNick} already`);
  }
  if (nick === undefined) {
    return fail("NEED_NICK", "The account is called like your nick: say NICK");
  }
  if (foldUsername(name) !== foldUsername(nick)) {
    return fail("ACCOUNT_NAME_MUST_BE_NICK", "The account is called like your nick");
  }
  try {
    await demandServerPassword(client);
    loggedIn(client, await client.ask("register", { username: name, password, device: "IRC" }));
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return fail(CODES.get(error.code) ?? "TEMPORARILY_UNAVAILABLE", error.message);
  }
  const { account = name } = client;
  client.fromServer("REGISTER", "SUCCESS", account, "You have an account and are logged in");
  // Whoever is not welcome yet is shown its rooms then.
  if (isRegistered) await arrive(client, account);
}
