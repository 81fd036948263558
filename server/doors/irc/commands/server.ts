/** LUSERS, MOTD, VERSION, TIME, INFO, ADMIN, HELP, LIST and what keeps order: the server. */
import type { IrcClient } from "../irc_client.ts";
import { maskOf } from "../../../access/name_mask.ts";
import type { IrcMessage } from "../wire/message.ts";
import { type IrcCommands, listed } from "./command.ts";
import { PROGRAM_VERSION } from "../../../../protocol/version.ts";
import type { RoomInfo } from "../../../../protocol/records.ts";

/** Most masks of one LIST that are looked at. */
const MAX_MASKS = 20;

export const SERVER: IrcCommands = {
  LUSERS: { help: "LUSERS: how many people are there", run: lusers },
  MOTD: { help: "MOTD: what is to be read", run: motd },
  VERSION: { help: "VERSION: what runs here", run: version },
  TIME: { help: "TIME: what time it is here", run: time },
  INFO: { help: "INFO: what this is", run: info },
  ADMIN: { help: "ADMIN: who runs this", run: admin },
  LIST: { needsAccount: true, help: "LIST [mask]: the rooms there are", run: list },
  LINKS: { help: "LINKS: the servers there are", run: links },
};

/** How many there are: of rooms those that LIST tells of, so that nobody counts the others. */
export async function lusers(client: IrcClient): Promise<void> {
  const { account, house } = client;
  const rooms = account === undefined
    ? undefined
    : (await client.patiently("rooms", { count: true }))?.count;
  const { hub } = house.services;
  const people = hub.accountCount;
  const most = Math.max(house.mostRegistered, people);
  let [operators, invisible] = [0, 0];
  for (const { name, role } of hub.online()) {
    if (role !== "user") operators += 1;
    if (house.people.of(name).isInvisible) invisible += 1;
  }
  const visible = people - invisible;
  client.reply(
    "RPL_LUSERCLIENT",
    `There are ${visible} users and ${invisible} invisible on 1 servers`,
  );
  client.reply("RPL_LUSEROP", String(operators), "operator(s) online");
  client.reply("RPL_LUSERUNKNOWN", String(house.unknown), "unknown connection(s)");
  if (rooms !== undefined) client.reply("RPL_LUSERCHANNELS", String(rooms), "channels formed");
  client.reply("RPL_LUSERME", `I have ${people} clients and 0 servers`);
  client.reply(
    "RPL_LOCALUSERS",
    String(people),
    String(most),
    `Current local users ${people}, max ${most}`,
  );
  client.reply(
    "RPL_GLOBALUSERS",
    String(people),
    String(most),
    `Current global users ${people}, max ${most}`,
  );
}

/** What is to be read. */
export function motd(client: IrcClient): void {
  const { serverName, motd } = client.house.options;
  const lines = motd().split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return client.reply("ERR_NOMOTD", "MOTD File is missing");
  client.reply("RPL_MOTDSTART", `- ${serverName} Message of the day -`);
  for (const line of lines) client.reply("RPL_MOTD", `- ${line}`);
  client.reply("RPL_ENDOFMOTD", "End of /MOTD command");
}

function version(client: IrcClient): void {
  client.reply("RPL_VERSION", `chat-${PROGRAM_VERSION}`, client.house.options.serverName, "chat");
}

function time(client: IrcClient): void {
  const now = new Date(client.house.services.now()).toUTCString();
  client.reply("RPL_TIME", client.house.options.serverName, now);
}

function info(client: IrcClient): void {
  client.reply(
    "RPL_INFO",
    `This is chat ${PROGRAM_VERSION}; rooms and people are the same in every client.`,
  );
  client.reply("RPL_ENDOFINFO", "End of /INFO list");
}

function admin(client: IrcClient): void {
  const { networkName, serverName } = client.house.options;
  client.reply("RPL_ADMINME", serverName, "Administrative info");
  client.reply("RPL_ADMINLOC1", networkName);
  client.reply("RPL_ADMINLOC2", "chat");
  client.reply("RPL_ADMINEMAIL", "Ask those who have a role on the server: /msg ChatServ STAFF");
}

function links(client: IrcClient): void {
  const { description, networkName, serverName } = client.house.options;
  client.reply("RPL_LINKS", serverName, serverName, `0 ${description() || networkName}`);
  client.reply("RPL_ENDOFLINKS", "*", "End of /LINKS list");
}

async function list(client: IrcClient, { params: [given] }: IrcMessage): Promise<void> {
  const masks = listed(given).slice(0, MAX_MASKS)
    .map((mask) => listedBy(mask, client.house.services.now()));
  client.reply("RPL_LISTSTART", "Channel", "Users  Name");
  let after: string | undefined;
  for (;;) {
    await client.takesMore();
    const page = await client.ask("rooms", after === undefined ? {} : { after });
    for (const room of page.rooms) {
      if (masks.every((isListed) => isListed(room))) {
        client.reply("RPL_LIST", `#${room.room}`, String(room.online), room.topic);
      }
    }
    after = page.rooms.at(-1)?.room;
    if (!page.more || after === undefined) break;
  }
  client.reply("RPL_LISTEND", "End of /LIST");
}

/** ELIST: `>3` and `<3` people, `C<5` made and `T<5` with a topic of so many minutes, `!mask` for what is not to be there, else a mask of names. */
function listedBy(mask: string, nowMs: number): (room: RoomInfo) => boolean {
  if (mask.startsWith(">")) return ({ online }) => online > Number(mask.slice(1));
  if (mask.startsWith("<")) return ({ online }) => online < Number(mask.slice(1));
  const [, what, sign, minutes] = /^([CT])([<>])(\d{1,9})$/.exec(mask) ?? [];
  if (what !== undefined) {
    // Less than so many minutes ago, or more.
    const limitMs = nowMs - Number(minutes) * 60_000;
    return ({ created, topic_time: topicTime }) => {
      const timeMs = Date.parse((what === "C" ? created : topicTime) ?? "");
      return sign === "<" ? timeMs > limitMs : timeMs < limitMs;
    };
  }
  const isNot = mask.startsWith("!");
  const isMeant = maskOf(isNot ? mask.slice(1) : mask);
  return ({ room }) => isMeant(`#${room}`) !== isNot;
}
