/** WHO, WHOIS, WHOWAS, AWAY, USERHOST, ISON and SETNAME: people. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { IrcClient } from "../irc_client.ts";
import type { RoomRecord } from "../../../journal/records.ts";
import { maskOf } from "../../../access/name_mask.ts";
import type { IrcMessage } from "../wire/message.ts";
import { type IrcCommands, roomOf } from "./command.ts";
import { membersOf } from "./names.ts";

export const PEOPLE: IrcCommands = {
  WHO: { help: "WHO #room or name [%fields]: who is there", run: who },
  WHOIS: { help: "WHOIS name: who somebody is", run: whois },
  WHOWAS: { needsAccount: true, help: "WHOWAS name: who somebody was", run: whowas },
  AWAY: { isEarly: true, help: "AWAY [:text]: you are not there", run: away },
  USERHOST: { least: 1, help: "USERHOST name: from where somebody is", run: userhost },
  ISON: { least: 1, help: "ISON name: who of them is there", run: ison },
  SETNAME: { least: 1, needsAccount: true, help: "SETNAME :real name", run: setname },
};

/** So many of the longest names of rooms fit into one line. */
const CHANNELS_A_LINE = 10;

/** Somebody as WHO shows them. */
interface Shown {
  name: string;
  channel: string;
  prefix: string;
}

async function who(
  client: IrcClient,
  { params: [mask = "*", options = ""] }: IrcMessage,
): Promise<void> {
  const [, fields, token = "0"] = /^[^%]*%([a-z]*)(?:,(.{1,3}))?/i.exec(options) ?? [];
  for (const shown of await whoShown(client, mask)) {
    if (fields === undefined) tellWho(client, shown);
    else tellWhox(client, shown, { fields, token });
  }
  client.reply("RPL_ENDOFWHO", mask === "" ? "*" : mask, "End of WHO list");
}

async function whoShown(client: IrcClient, mask: string): Promise<Shown[]> {
  const { hub } = client.house.services;
  if (client.account === undefined) return [];
  const room = roomOf(mask);
  if (room !== undefined) {
    const members = await membersOf(client, room).catch((error: unknown) => {
      if (!(error instanceof ChatError)) throw error;
      return [];
    });
    return members.map(({ username, role }) => ({
      name: username,
      channel: `#${room}`,
      prefix: client.prefixOf(role),
    }));
  }
  const exact = client.house.onlineCalled(mask);
  if (exact !== undefined) return [{ name: exact.name, channel: "*", prefix: "" }];
  if (!/[*?]/.test(mask)) return [];
  const isMeant = maskOf(mask);
  const found: Shown[] = [];
  for (const { name, rooms } of hub.online()) {
    if (!isSeen(client, name, rooms)) continue;
    if (isMeant(client.house.people.nickOf(name))) found.push({ name, channel: "*", prefix: "" });
    if (found.length >= MAX_FOUND) break;
  }
  return found;
}

/** Whether a mask finds somebody: whoever is invisible only if both are in some room. */
function isSeen(client: IrcClient, name: string, rooms: ReadonlyMap<number, RoomRecord>): boolean {
  if (client.house.people.of(name).isInvisible !== true || name === client.account) return true;
  return [...rooms.values()].some((room) => client.shownRooms.has(room.name));
}

/** Most people that a WHO with a mask shows. */
const MAX_FOUND = 300;

function tellWho(client: IrcClient, { name, channel, prefix }: Shown): void {
  const { people, options: { serverName } } = client.house;
  const { user, realname } = people.of(name);
  const flags = flagsOf(client, name, prefix);
  client.reply(
    "RPL_WHOREPLY",
    channel,
    user,
    people.hostOf(name),
    serverName,
    people.nickOf(name),
    flags,
    `0 ${realname}`,
  );
}

function flagsOf(client: IrcClient, name: string, prefix: string): string {
  const { people, services: { hub } } = client.house;
  const account = hub.accountCalled(name);
  const away = account?.away === undefined ? "H" : "G";
  const bot = people.of(name).isBot ? "B" : "";
  const operator = account !== undefined && account.role !== "user" ? "*" : "";
  return `${away}${operator}${bot}${prefix}`;
}

function tellWhox(
  client: IrcClient,
  { name, channel, prefix }: Shown,
  { fields, token }: { fields: string; token: string },
): void {
  const { people, options: { serverName } } = client.house;
  const { user, realname } = people.of(name);
  const values: Record<string, string> = {
    t: token,
    c: channel,
    u: user,
    i: "255.255.255.255",
    h: people.hostOf(name),
    s: serverName,
    n: people.nickOf(name),
    f: flagsOf(client, name, prefix),
    d: "0",
    l: "0",
    a: people.accountOf(name) ?? "0",
    o: "n/a",
    r: realname,
  };
  const shown = [..."tcuihsnfdlaor"].filter((field) => fields.includes(field));
  client.reply("RPL_WHOSPCRPL", ...shown.map((field) => values[field] ?? "*"));
}

async function whois(client: IrcClient, { params }: IrcMessage): Promise<void> {
  const name = params[1] ?? params[0];
  if (name === undefined) return client.reply("ERR_NONICKNAMEGIVEN", "No nickname given");
  const { people, options: { serverName } } = client.house;
  const account = client.house.onlineCalled(name);
  if (account === undefined || client.account === undefined) {
    client.reply("ERR_NOSUCHNICK", name, "No such nick");
    return client.reply("RPL_ENDOFWHOIS", name, "End of /WHOIS list");
  }
  const nick = people.nickOf(account.name);
  const profile = await client.ask("whois", { username: account.name });
  const { user, realname, isBot } = people.of(account.name);
  const shown = profile.display_name === "" ? realname : profile.display_name;
  client.reply("RPL_WHOISUSER", nick, user, people.hostOf(account.name), "*", shown);
  if (profile.rooms.length > 0) {
    const channels = profile.rooms.slice(0, 20)
      .map((room, index) => `${client.prefixOf(profile.roles?.[index] ?? "member")}#${room}`);
    for (let start = 0; start < channels.length; start += CHANNELS_A_LINE) {
      const shownThere = channels.slice(start, start + CHANNELS_A_LINE);
      client.reply("RPL_WHOISCHANNELS", nick, shownThere.join(" "));
    }
  }
  client.reply("RPL_WHOISSERVER", nick, serverName, client.house.options.networkName);
  if (account.role !== "user") {
    client.reply("RPL_WHOISOPERATOR", nick, `is ${account.role} of this server`);
  }
  if (account.away !== undefined) client.reply("RPL_AWAY", nick, account.away || "away");
  if (isBot) client.reply("RPL_WHOISBOT", nick, "is a bot");
  const oldest = Math.min(...[...account.connections].map(({ connectedMs }) => connectedMs));
  client.reply(
    "RPL_WHOISIDLE",
    nick,
    "0",
    String(Math.floor(oldest / 1_000)),
    "seconds idle, signon time",
  );
  const named = people.accountOf(account.name);
  if (named !== undefined) client.reply("RPL_WHOISACCOUNT", nick, named, "is logged in as");
  if (client.has("draft/metadata-3")) {
    const { metadata } = await client.ask("metadata", { username: account.name });
    for (const { key, value } of metadata) client.reply("RPL_WHOISKEYVALUE", nick, key, "*", value);
  }
  client.reply("RPL_ENDOFWHOIS", nick, "End of /WHOIS list");
}

function whowas(client: IrcClient, { params: [nick, count = "0"] }: IrcMessage): void {
  if (nick === undefined) return client.reply("ERR_NONICKNAMEGIVEN", "No nickname given");
  const most = Number(count) > 0 ? Number(count) : Infinity;
  const { people, options: { serverName } } = client.house;
  const known = people.whoWas(nick).slice(0, most);
  if (known.length === 0) client.reply("ERR_WASNOSUCHNICK", nick, "There was no such nickname");
  for (const { nick: name, user, host, realname, goneMs } of known) {
    client.reply("RPL_WHOWASUSER", name, user, host, "*", realname);
    client.reply("RPL_WHOISSERVER", name, serverName, new Date(goneMs).toUTCString());
  }
  client.reply("RPL_ENDOFWHOWAS", nick, "End of WHOWAS");
}

async function away(client: IrcClient, { params: [text = ""] }: IrcMessage): Promise<void> {
  if (!client.isRegistered) return awayEarly(client, text);
  if (client.account === undefined) {
    const text = "Log in first: /msg NickServ IDENTIFY name password";
    return client.fail("AWAY", "ACCOUNT_REQUIRED", text);
  }
  if (text === "") {
    await client.ask("back", {});
    return client.reply("RPL_UNAWAY", "You are no longer marked as being away");
  }
  await client.ask("away", { reason: [...text].slice(0, 200).join("") });
  client.reply("RPL_NOWAWAY", "You have been marked as being away");
}

/** Whoever comes is away from the start; `*` says nothing about why (draft/pre-away). */
function awayEarly(client: IrcClient, text: string): void {
  if (!client.has("draft/pre-away")) {
    return client.reply("ERR_NOTREGISTERED", "You have not registered");
  }
  client.introduction.away = text === "" ? undefined : text === "*" ? "" : text;
  if (text === "") client.reply("RPL_UNAWAY", "You are no longer marked as being away");
  else client.reply("RPL_NOWAWAY", "You have been marked as being away");
}

function userhost(client: IrcClient, { params }: IrcMessage): void {
  const { people } = client.house;
  const found = params.slice(0, 5).flatMap((name) => {
    const account = client.account === undefined ? undefined : client.house.onlineCalled(name);
    if (account === undefined) return [];
    const operator = account.role === "user" ? "" : "*";
    const away = account.away === undefined ? "+" : "-";
    const { user } = people.of(account.name);
    return [
      `${people.nickOf(account.name)}${operator}=${away}${user}@${people.hostOf(account.name)}`,
    ];
  });
  client.reply("RPL_USERHOST", found.join(" "));
}

function ison(client: IrcClient, { params }: IrcMessage): void {
  const names = params.flatMap((param) => param.split(" ")).filter((name) => name !== "").slice(
    0,
    100,
  );
  const { people } = client.house;
  const there = names.flatMap((name) => {
    const account = client.house.onlineCalled(name);
    return account === undefined ? [] : [people.nickOf(account.name)];
  });
  client.fromServer("303", client.nick, client.account === undefined ? "" : there.join(" "));
}

async function setname(client: IrcClient, { params: [realname = ""] }: IrcMessage): Promise<void> {
  const { account = "", house: { people } } = client;
  const { display_name } = await client.ask("profile", {
    display_name: [...realname].slice(0, 64).join(""),
  });
  people.cameAs(account, { ...people.of(account), realname: display_name });
  client.write({ source: client.source, command: "SETNAME", params: [display_name] });
}
