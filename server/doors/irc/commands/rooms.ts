/** JOIN, PART, TOPIC, INVITE, KICK and RENAME: what becomes of rooms, and who is in them. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { AnswerFields } from "../../../../protocol/answers.ts";
import type { RoomInfo } from "../../../../protocol/records.ts";
import { tellUnread } from "../history.ts";
import type { IrcClient } from "../irc_client.ts";
import type { IrcMessage } from "../wire/message.ts";
import { type IrcCommands, listed, roomOf, shortReason } from "./command.ts";
import { syncRoom } from "./metadata.ts";
import { tellNames } from "./names.ts";
import { refuseInRoom } from "./room_refusals.ts";

/** What is unread, where that was asked for already. */
type Known = AnswerFields["unread"] | undefined;

export const ROOMS: IrcCommands = {
  JOIN: { least: 1, help: "JOIN #room [key]: enter rooms", run: join },
  PART: {
    least: 1,
    needsAccount: true,
    help: "PART #room [:text]: leave rooms for good",
    run: part,
  },
  TOPIC: {
    least: 1,
    needsAccount: true,
    help: "TOPIC #room [:topic]: what a room is about",
    run: topic,
  },
  INVITE: { needsAccount: true, help: "INVITE name #room: let somebody in", run: invite },
  KICK: {
    least: 2,
    needsAccount: true,
    help: "KICK #room name [:text]: put somebody out",
    run: kick,
  },
  RENAME: {
    least: 2,
    needsAccount: true,
    help: "RENAME #room #name: call a room otherwise",
    run: rename,
  },
};

async function join(
  client: IrcClient,
  { params: [targets = "", keys] }: IrcMessage,
): Promise<void> {
  if (targets === "0") {
    for (const room of [...client.shownRooms]) await leave(client, `#${room}`, undefined);
    return;
  }
  const keyList = (keys ?? "").split(",");
  const line: JoinLine = { tooSoon: undefined };
  for (const [index, target] of listed(targets).entries()) {
    await client.takesMore();
    await enter(client, target, { key: keyList[index] || undefined, line });
  }
}

/** One line of JOIN: once it has made too many rooms, it asks for no more of them. */
interface JoinLine {
  tooSoon: ChatError | undefined;
}

/** How a room is entered. */
interface Joining {
  key: string | undefined;
  line: JoinLine;
}

/** To make a room goes at a slower pace than to enter one, so it is asked for only where there is none. */
async function joinOrMake(
  client: IrcClient,
  room: string,
  { key, line }: Joining,
): Promise<void> {
  try {
    await client.ask("join", { room, key });
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== "no_such_room") throw error;
    if (line.tooSoon !== undefined) throw line.tooSoon;
    try {
      await client.ask("join", { room, key, make: true });
    } catch (error) {
      if (error instanceof ChatError && error.code === "slow_down") line.tooSoon = error;
      throw error;
    }
  }
}

async function enter(client: IrcClient, target: string, joining: Joining): Promise<void> {
  const room = roomOf(target);
  if (room === undefined) {
    return client.reply("ERR_NOSUCHCHANNEL", target, "No such channel: rooms begin with #");
  }
  if (client.account === undefined) {
    const text = "Log in first: /msg NickServ IDENTIFY name password";
    return client.reply("ERR_NEEDREGGEDNICK", target, text);
  }
  if (client.shownRooms.has(room)) return;
  try {
    await joinOrMake(client, room, joining);
    // Who was in it already has not been told by an event.
    if (client.shownRooms.has(room)) await showRoom(client, room);
    else await showAgain(client, room);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    refuseInRoom(client, target, error);
  }
}

async function part(client: IrcClient, { params: [targets, text] }: IrcMessage): Promise<void> {
  for (const target of listed(targets)) await leave(client, target, text);
}

async function leave(client: IrcClient, target: string, text: string | undefined): Promise<void> {
  const room = roomOf(target);
  if (room === undefined) return client.reply("ERR_NOSUCHCHANNEL", target, "No such channel");
  const left = await client.tryTo(
    "part",
    { room, message: text },
    (error) => refuseInRoom(client, target, error),
  );
  if (left !== undefined) tellForGood(client, room);
}

/** On other networks PART only closes a window: who leaves a room of an account is told that once. */
function tellForGood(client: IrcClient, room: string): void {
  if (client.isGuest || client.knowsPart) return;
  client.knowsPart = true;
  client.service(
    `You are no member of #${room} any more, on none of your devices. ` +
      "QUIT only goes offline; JOIN makes you a member again, where you may come in.",
    "ChanServ",
  );
}

/** Shows the rooms of an account that has just come in. */
export async function showRooms(client: IrcClient, known: Known): Promise<void> {
  const { identity } = client.connection;
  if (identity === undefined) return;
  const online = client.house.services.hub.account(identity.account.id);
  const rooms = [...online?.rooms.values() ?? []].map(({ name }) => name).sort();
  // A guest that has made an account of itself is in its rooms already.
  for (const room of rooms) if (!client.shownRooms.has(room)) await showAgain(client, room, known);
}

/** Says that the client is in a room, and what it is like there. */
async function showAgain(client: IrcClient, room: string, known?: Known): Promise<void> {
  client.shownRooms.add(room);
  const { account = "", house: { people } } = client;
  const extended = client.has("extended-join")
    ? [people.accountOf(account) ?? "*", people.of(account).realname]
    : [];
  const source = people.sourceOf(account);
  client.write({ source, command: "JOIN", params: [`#${room}`, ...extended] });
  await showRoom(client, room, known);
}

/** What is said of a room after JOIN: topic, names, what is unread, which may be known already. */
export async function showRoom(client: IrcClient, room: string, known?: Known): Promise<void> {
  const target = `#${room}`;
  const info = (await client.patiently("rooms", { room }))?.rooms[0];
  if (info === undefined) return;
  if (info.topic !== "") tellTopic(client, target, info);
  if (client.has("draft/read-marker")) await tellMarker(client, room, known);
  if (!client.has("draft/no-implicit-names")) {
    await tellNames(client, room, info.visibility === "private");
    client.reply("RPL_ENDOFNAMES", target, "End of /NAMES list");
  }
  if (client.has("draft/metadata-3") && client.subscriptions.size > 0) await syncRoom(client, room);
  await tellUnread(client, { room, known });
  client.flush();
}

async function tellMarker(client: IrcClient, room: string, known: Known): Promise<void> {
  const unread = known ?? await client.patiently("unread", {});
  const found = unread?.conversations.find((conversation) => conversation.room === room);
  const time = found?.read_time === undefined ? "*" : `timestamp=${found.read_time}`;
  client.fromServer("MARKREAD", `#${room}`, time);
}

function tellTopic(client: IrcClient, target: string, info: RoomInfo): void {
  client.reply("RPL_TOPIC", target, info.topic);
  if (info.topic_by === undefined || info.topic_time === undefined) return;
  const seconds = Math.floor(Date.parse(info.topic_time) / 1_000);
  const setter = client.house.people.nickOf(info.topic_by);
  client.reply("RPL_TOPICWHOTIME", target, setter, String(seconds));
}

async function topic(
  client: IrcClient,
  { params: [target = "", text] }: IrcMessage,
): Promise<void> {
  const room = roomOf(target);
  if (room === undefined) return client.reply("ERR_NOSUCHCHANNEL", target, "No such channel");
  const refused = (error: ChatError) => refuseInRoom(client, target, error);
  if (text !== undefined) return void await client.tryTo("topic", { room, topic: text }, refused);
  const info = (await client.tryTo("rooms", { room }, refused))?.rooms[0];
  if (info === undefined) return;
  if (info.topic === "") client.reply("RPL_NOTOPIC", target, "No topic is set");
  else tellTopic(client, target, info);
}

async function invite(client: IrcClient, { params: [name, target] }: IrcMessage): Promise<void> {
  if (name === undefined) return await tellInvitations(client);
  if (target === undefined) {
    return client.reply("ERR_NEEDMOREPARAMS", "INVITE", "Not enough parameters");
  }
  const room = roomOf(target);
  if (room === undefined) return client.reply("ERR_NOSUCHCHANNEL", target, "No such channel");
  const there = await client.tryTo(
    "rooms",
    { room },
    (error) => refuseInRoom(client, target, error),
  );
  if (there === undefined) return;
  // Who is in a room is told to those who are in it themselves.
  const isThere = client.shownRooms.has(room) &&
    [...client.house.onlineCalled(name)?.rooms.values() ?? []].some((one) => one.name === room);
  if (isThere) return client.reply("ERR_USERONCHANNEL", name, target, "is already on channel");
  const username = client.house.people.accountCalled(name);
  const done = await client.tryTo("invite", { room, username }, (error) => {
    if (error.code === "no_such_user") client.reply("ERR_NOSUCHNICK", name, "No such nick");
    else refuseInRoom(client, target, error);
  });
  if (done !== undefined) client.reply("RPL_INVITING", name, target);
}

async function tellInvitations(client: IrcClient): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const page = await client.ask("rooms", after === undefined ? {} : { after });
    for (const { room, invited } of page.rooms) {
      if (invited) client.reply("RPL_INVITELIST", `#${room}`);
    }
    after = page.rooms.at(-1)?.room;
    if (!page.more || after === undefined) break;
  }
  client.reply("RPL_ENDOFINVITELIST", "End of /INVITE list");
}

async function kick(client: IrcClient, { params }: IrcMessage): Promise<void> {
  const [target = "", names = "", reason] = params;
  const short = reason === undefined ? undefined : shortReason(reason);
  const targets = listed(target);
  // One room for everybody, or one for each (RFC 2812, section 3.2.8).
  for (const [index, nick] of listed(names).entries()) {
    const one = targets.length > 1 ? targets[index] : targets[0];
    if (one !== undefined) await kickFrom(client, one, { nick, reason: short });
  }
}

async function kickFrom(
  client: IrcClient,
  target: string,
  { nick, reason }: { nick: string; reason: string | undefined },
): Promise<void> {
  const room = roomOf(target);
  if (room === undefined) return client.reply("ERR_NOSUCHCHANNEL", target, "No such channel");
  const username = client.house.people.accountCalled(nick);
  await client.tryTo("kick", { room, username, reason }, (error) => {
    if (error.code === "no_such_user") {
      client.reply("ERR_NOSUCHNICK", nick, "No such nick");
    } else if (error.code === "not_a_member" && client.shownRooms.has(room)) {
      client.reply("ERR_USERNOTINCHANNEL", nick, target, "They aren't on that channel");
    } else refuseInRoom(client, target, error);
  });
}

async function rename(
  client: IrcClient,
  { params: [target = "", to = "", reason = ""] }: IrcMessage,
): Promise<void> {
  const room = roomOf(target);
  if (room === undefined) return client.reply("ERR_NOSUCHCHANNEL", target, "No such channel");
  await client.tryTo("rename", { room, name: to, reason: shortReason(reason) }, (error) => {
    switch (error.code) {
      case "name_taken":
        return client.fail("RENAME", "CHANNEL_NAME_IN_USE", target, to, error.message);
      case "bad_room_name":
        return client.fail("RENAME", "CANNOT_RENAME", target, to, error.message);
      default:
        return refuseInRoom(client, target, error);
    }
  });
}
