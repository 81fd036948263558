/** OPER, KILL and WALLOPS: those who keep order on the server. They are who they are by the role of their account. */
import { ChatError } from "../../../../protocol/errors.ts";
import { STAFF_ROOM } from "../../../../protocol/limits.ts";
import type { IrcClient } from "../irc_client.ts";
import { becomeAccount } from "../registration.ts";
import type { IrcMessage } from "../wire/message.ts";
import type { IrcCommands } from "./command.ts";

export const OPERATORS: IrcCommands = {
  OPER: {
    least: 2,
    help: "OPER name password: log in with an account that has a role on the server",
    run: oper,
  },
  KILL: {
    least: 1,
    needsAccount: true,
    help: "KILL name [:reason]: ends the connections of somebody",
    run: kill,
  },
  WALLOPS: {
    least: 1,
    needsAccount: true,
    help: `WALLOPS :text: says something in #${STAFF_ROOM}, to those who keep order`,
    run: wallops,
  },
};

/** What is said to those who are no operators. */
const NO_OPERATOR =
  "Operators are those whose account is moderator, admin or owner of the server: " +
  "log in with one";

async function oper(client: IrcClient, { params }: IrcMessage): Promise<void> {
  const [username = "", ...words] = params;
  if (client.account === undefined || client.isGuest) {
    try {
      await becomeAccount(client, { username, secret: words.join(" ") });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return client.reply("ERR_PASSWDMISMATCH", error.message);
    }
  }
  const { connection: { identity }, house: { services: { hub } } } = client;
  const role = identity && hub.account(identity.account.id)?.role;
  if (role === undefined || role === "user") return client.reply("ERR_NOOPERHOST", NO_OPERATOR);
  client.reply("RPL_YOUREOPER", `You are ${role} of this server by your account`);
  if (client.userModes.has("o")) return;
  client.userModes.add("o");
  client.write({ source: client.source, command: "MODE", params: [client.nick, "+o"] });
}

async function kill(
  client: IrcClient,
  { params: [username = "", reason = ""] }: IrcMessage,
): Promise<void> {
  try {
    await client.ask("kick", { username, ...(reason === "" ? {} : { reason }) });
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    if (error.code === "no_right") return client.reply("ERR_NOPRIVILEGES", error.message);
    if (error.code === "no_such_user" || error.code === "bad_field") {
      return client.reply("ERR_NOSUCHNICK", username, error.message);
    }
    throw error;
  }
}

async function wallops(client: IrcClient, { params: [text = ""] }: IrcMessage): Promise<void> {
  try {
    await client.ask("say", { room: STAFF_ROOM, text, kind: "notice" });
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const isStranger = ["no_such_room", "not_a_member", "no_right"].includes(error.code);
    if (!isStranger) throw error;
    client.reply("ERR_NOPRIVILEGES", NO_OPERATOR);
  }
}
