/** The one service behind the names that clients know: NickServ, ChanServ, ChatServ, HistServ. */
import { ChatError } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import type { IrcClient } from "../irc_client.ts";
import { loggedIn } from "../login.ts";
import { arrive, becomeAccount } from "../registration.ts";
import { messageNumberOf } from "../events/view.ts";

const NAMES: ReadonlyMap<string, string> = new Map([
  ["nickserv", "NickServ"],
  ["chanserv", "ChanServ"],
  ["chatserv", "ChatServ"],
  ["histserv", "HistServ"],
]);

const HELP = [
  "IDENTIFY [name] password   log in, with a password or a token",
  "REGISTER password [code]   make an account of your nick",
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

async function editLast(client: IrcClient, text: string): Promise<void> {
  const { results: [last] } = await client.ask("search", {
    query: `from:${client.account ?? ""}`,
    limit: 1,
  });
  if (last === undefined) throw new ChatError("no_such_message");
  await client.ask("edit", { id: last.id, text });
}
