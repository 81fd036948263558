/** MONITOR: being told when somebody comes and goes (IRCv3 monitor). */
import { ChatError } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import type { IrcClient } from "../irc_client.ts";
import type { IrcMessage } from "../wire/message.ts";
import { type IrcCommands, listed } from "./command.ts";

/** Most names that one connection watches; the chat has the same bound. */
const MAX_WATCHED = "100";

/** Most characters of names in one line. */
const LINE_LENGTH = 350;

export const MONITOR: IrcCommands = {
  MONITOR: {
    least: 1,
    needsAccount: true,
    help: "MONITOR + name, - name, C, L, S: be told when somebody comes and goes",
    run: monitor,
  },
};

async function monitor(
  client: IrcClient,
  { params: [what = "", names] }: IrcMessage,
): Promise<void> {
  switch (what.toUpperCase()) {
    case "+":
      return await watch(client, listed(names));
    case "-":
      for (const username of listed(names)) {
        if (isName(username)) {
          await client.ask("unwatch", { username });
        }
      }
      return;
    case "C":
      return void await client.ask("unwatch", {});
    case "L":
      tell(client, "RPL_MONLIST", watchedBy(client));
      return client.reply("RPL_ENDOFMONLIST", "End of MONITOR list");
    case "S":
      return tellStatus(client, watchedBy(client));
    default:
      return;
  }
}

/** Whom a client watches, by the nicks that it has asked for. */
function watchedBy({ connection, house: { services: { hub } } }: IrcClient): string[] {
  return hub.watches.of(connection).map(({ name }) => name);
}

async function watch(client: IrcClient, names: readonly string[]): Promise<void> {
  const watched: string[] = [];
  for (const [index, username] of names.entries()) {
    // Nobody can be called like that, so they are away.
    if (!isName(username)) {
      watched.push(username);
      continue;
    }
    try {
      await client.ask("watch", { username });
      watched.push(username);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.code !== "bad_field") throw error;
      const rest = names.slice(index).join(",");
      client.reply("ERR_MONLISTFULL", MAX_WATCHED, rest, "Monitor list is full");
      break;
    }
  }
  tellStatus(client, watched);
}

function tellStatus(client: IrcClient, names: readonly string[]): void {
  const { people, services: { hub } } = client.house;
  const shown = hub.watches.of(client.connection);
  const there = new Map(shown.map(({ account, name }) => [foldUsername(name), account]));
  const onlineOf = (name: string) => there.get(foldUsername(name));
  const online = names.flatMap((name) => onlineOf(name) ?? []);
  tell(client, "RPL_MONONLINE", online.map((name) => people.sourceOf(name)));
  tell(client, "RPL_MONOFFLINE", names.filter((name) => onlineOf(name) === undefined));
}

function tell(
  client: IrcClient,
  numeric: "RPL_MONLIST" | "RPL_MONONLINE" | "RPL_MONOFFLINE",
  names: readonly string[],
): void {
  let line = "";
  for (const name of names) {
    if (line !== "" && line.length + name.length >= LINE_LENGTH) {
      client.reply(numeric, line);
      line = "";
    }
    line += line === "" ? name : `,${name}`;
  }
  if (line !== "") client.reply(numeric, line);
}

function isName(name: string): boolean {
  return /^[A-Za-z0-9_-]{3,32}$/.test(name) &&
    !["room", "console", "server"].includes(name.toLowerCase());
}
