/** MODE: what rooms and people are set to. */
import { ChatError } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import { MAX_KEY_LENGTH } from "../../../access/room_key.ts";
import type { MemberRole, RoomInfo } from "../../../../protocol/records.ts";
import type { Fields } from "../../../../protocol/requests.ts";
import type { IrcClient } from "../irc_client.ts";
import { isOwnNick } from "../login.ts";
import type { Particulars } from "../people.ts";
import type { IrcMessage } from "../wire/message.ts";
import { type IrcCommands, roomOf } from "./command.ts";
import { changeList, isListMode } from "./bans.ts";
import { refuseInRoom } from "./room_refusals.ts";
import { type ModeChange, modeChanges } from "../wire/mode_changes.ts";
import { membersOf } from "./names.ts";

/** What is to be set of a room, all of it at once. */
type Settings = { -readonly [Name in keyof Fields<"set">]?: Fields<"set">[Name] };

/** Most changes in one command. */
const MAX_CHANGES = 20;

export const MODES: IrcCommands = {
  MODE: { least: 1, help: "MODE #room [modes]: how a room is set", run: mode },
};

const ROLES: Readonly<Record<string, MemberRole>> = { q: "owner", o: "moderator", v: "speaker" };

/** Who has more counts as having what is less: there is one role for each. */
const RANK: readonly MemberRole[] = ["read_only", "member", "speaker", "moderator", "owner"];

function mode(client: IrcClient, message: IrcMessage): void | Promise<void> {
  const [target = "", modes, ...params] = message.params;
  const room = roomOf(target);
  if (room === undefined) return userMode(client, target, modes);
  if (client.account === undefined) {
    return client.reply("ERR_NOSUCHCHANNEL", target, "No such channel");
  }
  if (modes === undefined) return tellModes(client, room);
  return roomMode(client, room, modeChanges(modes, params));
}

function userMode(client: IrcClient, name: string, modes: string | undefined): void {
  if (!isOwnNick(client, name)) {
    // Who is there is nothing for those who have not logged in.
    const there = client.account === undefined ? undefined : client.house.onlineCalled(name);
    if (there === undefined) return client.reply("ERR_NOSUCHNICK", name, "No such nick");
    return client.reply("ERR_USERSDONTMATCH", "Can't change mode for other users");
  }
  if (modes === undefined) {
    return client.reply("RPL_UMODEIS", `+${[...client.userModes].sort().join("")}`);
  }
  const changed: string[] = [];
  for (const { isOn, letter } of modeChanges(modes, [])) {
    if (!"BTiw".includes(letter) && !(letter === "o" && !isOn)) {
      if (letter !== "o") client.reply("ERR_UMODEUNKNOWNFLAG", "Unknown MODE flag");
      continue;
    }
    if (client.userModes.has(letter) === isOn) continue;
    if (isOn) client.userModes.add(letter);
    else client.userModes.delete(letter);
    changed.push(`${isOn ? "+" : "-"}${letter}`);
    if (letter === "B") {
      client.isBot = isOn;
      describe(client, { isBot: isOn });
    }
    if (letter === "i") describe(client, { isInvisible: isOn });
  }
  if (changed.length === 0) return;
  client.write({ source: client.source, command: "MODE", params: [client.nick, changed.join("")] });
}

function describe(
  { account, house: { people } }: IrcClient,
  change: Partial<Pick<Particulars, "isBot" | "isInvisible">>,
): void {
  if (account !== undefined) people.cameAs(account, { ...people.of(account), ...change });
}

/** The modes of a room that it has now. */
export function modesOf(info: RoomInfo): { letters: string; params: string[] } {
  let letters = info.outsiders_write === true ? "" : "n";
  const params: string[] = [];
  const { isByInvitation, isSecret } = wayIn(info);
  if (isByInvitation) letters += "i";
  if (isSecret) letters += "s";
  if (info.without_signals) letters += "C";
  if (info.accounts_only) letters += "M";
  if (info.temporary !== true) letters += "P";
  if (info.locked) letters += "m";
  if (info.topic_locked) letters += "t";
  if (info.keyed) {
    letters += "k";
    params.push("*");
  }
  if (info.limit !== undefined) {
    letters += "l";
    params.push(String(info.limit));
  }
  if (info.slow !== undefined) {
    letters += "f";
    params.push(String(info.slow));
  }
  return { letters, params };
}

async function tellModes(client: IrcClient, room: string): Promise<void> {
  const target = `#${room}`;
  const info = await client.tryTo(
    "rooms",
    { room },
    (error) => refuseInRoom(client, target, error),
  );
  const [found] = info?.rooms ?? [];
  if (found === undefined) return;
  const { letters, params } = modesOf(found);
  client.reply("RPL_CHANNELMODEIS", target, `+${letters}`, ...params);
  if (found.created === undefined) return;
  const seconds = String(Math.floor(Date.parse(found.created) / 1_000));
  client.reply("RPL_CREATIONTIME", target, seconds);
}

async function roomMode(
  client: IrcClient,
  room: string,
  changes: readonly ModeChange[],
): Promise<void> {
  const target = `#${room}`;
  const settings: Settings = {};
  for (const change of changes.slice(0, MAX_CHANGES)) {
    const { isOn, letter, param } = change;
    const role = ROLES[letter];
    try {
      if (role !== undefined) await changeRole(client, { room, role, isOn, param });
      else if (isListMode(letter)) await changeList(client, { room, letter, isOn, param });
      else await setting(client, { room, change, settings });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      refuseInRoom(client, target, error);
      return;
    }
  }
  if (Object.keys(settings).length === 0) return;
  await client.tryTo("set", { room, ...settings }, (error) => refuseInRoom(client, target, error));
}

async function changeRole(
  client: IrcClient,
  { room, role, isOn, param }: {
    room: string;
    role: MemberRole;
    isOn: boolean;
    param: string | undefined;
  },
): Promise<void> {
  const target = `#${room}`;
  if (param === undefined) return;
  const members = await membersOf(client, room);
  const name = foldUsername(client.house.people.accountCalled(param));
  const member = members.find(({ username }) => foldUsername(username) === name);
  if (member === undefined) {
    const isKnown = client.house.onlineCalled(param) !== undefined;
    return isKnown
      ? client.reply("ERR_USERNOTINCHANNEL", param, target, "They aren't on that channel")
      : client.reply("ERR_NOSUCHNICK", param, "No such nick");
  }
  if (isOn ? RANK.indexOf(member.role) >= RANK.indexOf(role) : member.role !== role) return;
  await client.ask("role", { room, username: member.username, role: isOn ? role : "member" });
}

/** Whether something can be the key to a room, and be said to clients as one word. */
function isKey(param: string): boolean {
  return param.length <= MAX_KEY_LENGTH && !/[\s,]/.test(param) && !param.startsWith(":");
}

async function setting(
  client: IrcClient,
  { room, change: { isOn, letter, param }, settings }: {
    room: string;
    change: ModeChange;
    settings: Settings;
  },
): Promise<void> {
  const target = `#${room}`;
  const number = Number(param);
  switch (letter) {
    case "i":
    case "s":
    case "p":
      Object.assign(settings, await wayInWith(client, { room, letter, isOn, settings }));
      return;
    case "C":
      settings.without_signals = isOn;
      return;
    case "M":
      settings.accounts_only = isOn;
      return;
    case "P":
      return await keep(client, room, isOn);
    case "m":
      settings.locked = isOn;
      return;
    case "t":
      settings.topic_locked = isOn;
      return;
    case "n":
      settings.outsiders_write = !isOn;
      return;
    case "k":
      if (isOn && (param === undefined || param === "" || !isKey(param))) {
        return client.reply("ERR_INVALIDMODEPARAM", target, "k", "*", "Invalid key");
      }
      settings.key = isOn ? param : "";
      return;
    case "l":
    case "f":
      if (isOn && !(Number.isSafeInteger(number) && number > 0)) {
        return client.reply(
          "ERR_INVALIDMODEPARAM",
          target,
          letter,
          param ?? "*",
          "A number is needed",
        );
      }
      if (letter === "l") settings.limit = isOn ? number : 0;
      else settings.slow = isOn ? number : 0;
      return;
    default:
      return client.reply("ERR_UNKNOWNMODE", letter, "is unknown mode char to me");
  }
}

/** A room that has an owner stays; it ends when its owner deletes it, and not by a mode. */
async function keep(client: IrcClient, room: string, isOn: boolean): Promise<void> {
  const target = `#${room}`;
  const [info] = (await client.ask("rooms", { room })).rooms;
  const isKept = info?.temporary !== true;
  if (isOn === isKept) return;
  if (!isOn) {
    const text = "A room that stays ends when its owner deletes it";
    return client.reply("ERR_INVALIDMODEPARAM", target, "P", "*", text);
  }
  await client.ask("role", { room, username: client.account ?? "", role: "owner" });
}

/** How a room is found and joined: `+i`, `+s`. */
interface WayIn {
  isByInvitation: boolean;
  isSecret: boolean;
}

function wayIn(
  { join_by_name: isByName, visibility }: Pick<Settings, "join_by_name" | "visibility">,
): WayIn {
  return {
    isByInvitation: visibility !== "public" && isByName !== true,
    isSecret: visibility === "private",
  };
}

/** What to set of a room, so that it is found and joined otherwise than it is, or is to be already. */
async function wayInWith(
  client: IrcClient,
  { room, letter, isOn, settings }: {
    room: string;
    letter: string;
    isOn: boolean;
    settings: Settings;
  },
): Promise<Pick<Settings, "join_by_name" | "visibility">> {
  const known = settings.visibility === undefined
    ? (await client.ask("rooms", { room })).rooms[0]
    : settings;
  const before = wayIn(known ?? { visibility: "public" });
  const isByInvitation = letter === "i" ? isOn : before.isByInvitation;
  const isSecret = letter === "i" ? before.isSecret : isOn;
  if (isSecret) return { visibility: "private", join_by_name: !isByInvitation };
  return { visibility: isByInvitation ? "invite_only" : "public", join_by_name: false };
}
