/** NICK, USER, PASS, PING, PONG and QUIT: the connection itself. */
import { ChatError } from "../../../../protocol/errors.ts";
import { parseUsername } from "../../../../protocol/names.ts";
import { screenedFarewell } from "../../../commands/rooms/people.ts";
import type { IrcClient } from "../irc_client.ts";
import { isOwnNick } from "../login.ts";
import { beCalled, completeRegistration } from "../registration.ts";
import type { IrcMessage } from "../wire/message.ts";
import type { IrcCommands } from "./command.ts";

export const CONNECTION: IrcCommands = {
  PASS: {
    least: 1,
    isEarly: true,
    help: "PASS account:password: log in before anything else",
    run(client, { params }) {
      if (client.isRegistered) {
        return client.reply("ERR_ALREADYREGISTERED", "You may not reregister");
      }
      // irssi puts no colon before a password with blanks.
      client.introduction.password = params.join(" ");
    },
  },
  NICK: { isEarly: true, help: "NICK name: how you are called", run: nick },
  USER: {
    least: 4,
    isEarly: true,
    help: "USER name 0 * :real name",
    run(client, { params }) {
      if (client.isRegistered) {
        return client.reply("ERR_ALREADYREGISTERED", "You may not reregister");
      }
      const [given = "", , , realname = ""] = params;
      if (given === "" || realname === "") {
        return client.reply("ERR_NEEDMOREPARAMS", "USER", "Not enough parameters");
      }
      // It is only shown: what cannot be shown there keeps nobody out.
      const user = given.replace(/[^A-Za-z0-9_.-]/g, "").slice(0, 20);
      client.introduction.user = user === "" ? "user" : user;
      client.introduction.realname = realname.slice(0, 128);
      return completeRegistration(client);
    },
  },
  PING: {
    isEarly: true,
    help: "PING token: is the server there?",
    async run(client, { params: [token] }) {
      if (token === undefined) {
        return client.reply("ERR_NEEDMOREPARAMS", "PING", "Not enough parameters");
      }
      if (token === "") return client.reply("ERR_NOORIGIN", "No origin specified");
      // Everything that has happened before comes before the answer.
      await client.house.services.journal.told();
      client.house.services.hub.deliver();
      client.fromServer("PONG", client.house.options.serverName, token);
    },
  },
  PONG: { isEarly: true, help: "PONG token: you are there", run() {} },
  QUIT: {
    isEarly: true,
    help: "QUIT :text: go",
    async run(client, { params: [text] }) {
      const { identity } = client.connection;
      if (text !== undefined && text !== "" && identity !== undefined) {
        const { services } = client.house;
        const screened = await screenedFarewell(text, { identity, services });
        client.farewell = screened === undefined ? "Quit" : `Quit: ${screened}`;
      } else client.farewell = "Quit";
      client.write({ command: "ERROR", params: ["Closing link: Quit"] });
      client.flush();
      void client.connection.close("exit");
    },
  },
};

async function nick(client: IrcClient, { params: [given = ""] }: IrcMessage): Promise<void> {
  if (given === "") return client.reply("ERR_NONICKNAMEGIVEN", "No nickname given");
  if (!client.isRegistered) {
    if (!/^[A-Za-z[\]\\`_^{|}][A-Za-z0-9[\]\\`_^{|}-]{0,31}$/.test(given)) {
      return client.reply("ERR_ERRONEUSNICKNAME", given, "Erroneous nickname");
    }
    if (client.house.options.guests && client.account === undefined) {
      const isTaken = client.house.services.hub.accountCalled(given) !== undefined;
      if (isTaken && !client.isNegotiating) {
        client.introduction.takenNick = given;
        return client.reply("ERR_NICKNAMEINUSE", given, "Nickname is already in use");
      }
    }
    client.introduction.nick = given;
    client.introduction.takenNick = undefined;
    return await completeRegistration(client);
  }
  try {
    const name = parseUsername(given);
    if (client.account === undefined) return beCalled(client, name);
    if (client.nick === name) return;
    const { account: from, house: { people, services } } = client;
    const before = people.nickOf(from);
    await client.ask("nick", { username: name });
    if (client.account === from) people.hasLeft(from, before, services.now());
    else people.renamed(from, name, services.now());
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    switch (error.code) {
      case "name_taken":
        return client.reply(
          "ERR_NICKNAMEINUSE",
          given,
          `Nickname is already in use: ${error.message}`,
        );
      case "no_right":
        if (isOwnNick(client, given)) return;
        return client.reply("ERR_ERRONEUSNICKNAME", given, "Your nick is the name of your account");
      default:
        return client.reply("ERR_ERRONEUSNICKNAME", given, error.message);
    }
  }
}
