/** The one service behind the names that clients know: NickServ, ChanServ, ChatServ, HistServ. */
import { ChatError } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import type { IrcClient } from "../irc_client.ts";
import { loggedIn } from "../login.ts";
import { arrive, becomeAccount } from "../registration.ts";
import { messageIdOf, messageNumberOf } from "../events/view.ts";
import { textLines } from "../wire/text_lines.ts";
import { roomOf } from "./command.ts";

const NAMES: ReadonlyMap<string, string> = new Map([
  ["nickserv", "NickServ"],
  ["chanserv", "ChanServ"],
  ["chatserv", "ChatServ"],
  ["histserv", "HistServ"],
]);

/** Most messages that a search tells. */
const MAX_FOUND = 20;

/** So much of what was found is in one line. */
const MAX_FOUND_BYTES = 400;

const HELP = [
  "IDENTIFY [name] password   log in, with a password or a token",
  "REGISTER password [code]   make an account of your nick",
  "REGISTER #room             keep a room that you have made",
  "SEARCH words               what was said where you are, the newest last",
  "CERT ADD [sha256] password log in by the certificate of this connection, or by that one",
  "EDIT text                  put other words in place of what you said last",
  "DELETE msgid               take a message back",
  "STAFF                      who looks after this server",
].join("\n");

/** The SHA-256 of a certificate. */
const FINGERPRINT = /^[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i;

/** Whether a name is one of those under which the server answers. */
export function isService(target: string): boolean {
  return NAMES.has(foldUsername(target.split("@")[0] ?? ""));
}

/** Answers what was said to a service. */
export async function serve(client: IrcClient, target: string, text: string): Promise<void> {
  const name = NAMES.get(foldUsername(target.split("@")[0] ?? "")) ?? "ChatServ";
  const [command = "", ...words] = text.trim().split(/ +/);
  try {
    await answer(client, name, { command: command.toUpperCase(), words });
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    client.service(error.message, name);
  }
}

async function answer(
  client: IrcClient,
  name: string,
  { command, words }: { command: string; words: readonly string[] },
): Promise<void> {
  switch (command) {
    case "IDENTIFY":
    case "LOGIN": {
      if (client.account !== undefined && !client.isGuest) {
        return client.service(`You are logged in as ${client.account} already`, name);
      }
      const [first = "", second] = words;
      const claimed = second === undefined
        ? { username: client.nick, secret: first }
        : { username: first, secret: words.slice(1).join(" ") };
      await becomeAccount(client, claimed);
      return client.service(`You are logged in as ${client.account} now`, name);
    }
    case "REGISTER": {
      const [password = "", invite] = words;
      const room = roomOf(password);
      if (room !== undefined) return await keepRoom(client, room, name);
      const fields = { username: client.nick, password, device: "IRC" };
      loggedIn(
        client,
        await client.ask("register", invite === undefined ? fields : { ...fields, invite }),
      );
      return await welcomeAs(client, name);
    }
    case "CERT": {
      const [what = "", ...given] = words;
      if (what.toUpperCase() !== "ADD") {
        return client.service(
          "CERT ADD [sha256] password; it ends like a device, see /sessions",
          name,
        );
      }
      // Passwords may have blanks in them.
      const [sha256] = FINGERPRINT.test(given[0] ?? "") ? given.splice(0, 1) : [];
      const password = given.join(" ");
      await client.ask("certificate", { name: "IRC", password, sha256 });
      return client.service("Your certificate logs you in from now on (SASL EXTERNAL)", name);
    }
    case "EDIT":
      return await editLast(client, words.join(" "));
    case "DELETE": {
      const id = messageNumberOf(words[0] ?? "");
      if (id === undefined) throw new ChatError("no_such_message");
      await client.ask("delete", { id });
      return;
    }
    case "SEARCH":
      return await search(client, words.join(" "), name);
    case "STAFF": {
      const { users } = await client.ask("roles", {});
      const lines = users.map(({ username, role }) => `${username}: ${role}`);
      return client.service(lines.join("\n") || "Nobody has a role on this server yet", name);
    }
    default:
      return client.service(HELP, name);
  }
}

async function welcomeAs(client: IrcClient, name: string): Promise<void> {
  const { account = "" } = client;
  client.service(`You are logged in as ${account} now`, name);
  await arrive(client, account);
}

/** A room with an owner does not end with its last member. */
async function keepRoom(client: IrcClient, room: string, name: string): Promise<void> {
  await client.ask("role", { room, username: client.account ?? "", role: "owner" });
  client.service(`#${room} is yours, and stays`, name);
}

/** Tells what a search finds, each in a line with its id. */
async function search(client: IrcClient, query: string, name: string): Promise<void> {
  const { results } = await client.ask("search", { query, limit: MAX_FOUND });
  if (results.length === 0) return client.service("Nothing was found", name);
  for (const { from, id, room, snippet, time, to = from } of results.toReversed()) {
    const other = from === client.account ? to : from;
    const where = room === undefined ? client.house.people.nickOf(other) : `#${room}`;
    const when = time.slice(0, 16).replace("T", " ");
    const found = `${when} ${where} <${from}> ${snippet.join("")} (${messageIdOf(id)})`;
    client.service(textLines(found.replaceAll("\n", " "), MAX_FOUND_BYTES).join("\n"), name);
  }
}

async function editLast(client: IrcClient, text: string): Promise<void> {
  const { results: [last] } = await client.ask("search", {
    query: `from:${client.account ?? ""}`,
    limit: 1,
  });
  if (last === undefined) throw new ChatError("no_such_message");
  await client.ask("edit", { id: last.id, text });
}
