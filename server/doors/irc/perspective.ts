/** What one client sees otherwise than all others: its own doings, and what is for it alone. */
import { DISPLAY_NAME_KEY } from "../../../protocol/metadata.ts";
import { foldUsername } from "../../../protocol/names.ts";
import { idOfEvent } from "../../live/delivery.ts";
import type { HubEvent, MetadataEvent, Perspective, Shown } from "../../live/wire_format.ts";
import { linesOf } from "./events/lines.ts";
import { tagsOf } from "./events/view.ts";
import type { IrcClient } from "./irc_client.ts";
import { encodeLines } from "./irc_format.ts";
import { banMaskOf, LETTER_OF_MEASURE } from "./wire/ban_mask.ts";
import { NUMERICS } from "./wire/numerics.ts";
import type { Outgoing } from "./wire/message.ts";

/** What has to be done after an event, because it needs to be asked for. */
export interface Afterwards {
  /** The client is in a room that it has not been shown. */
  showRoom(room: string): void;
}

/** How a client sees events. */
export function perspectiveOf(client: IrcClient, afterwards: Afterwards): Perspective {
  const perspective: Perspective = (event, { isOwn }) => {
    if (!client.isRegistered && event.event !== "closing") {
      // It is unread, which is told when the client has been welcomed.
      client.lastId = Math.max(client.lastId, idOfEvent(event));
      return "nothing";
    }
    if (isIgnored(event, client)) return "nothing";
    const own = ownLines(event, client, {
      isOwn,
      afterwards: isOwn ? NOTHING_AFTERWARDS : afterwards,
    });
    if (own !== undefined) {
      if (isOwn && client.takesOwn(own)) return "nothing";
      return own.length === 0 ? "nothing" : encodeLines(own);
    }
    return isOwn ? ownDoing(event, client) : elsewhere(event, client);
  };
  return Object.defineProperty(perspective, "isUsual", {
    get: () => client.isRegistered && client.ignored.size === 0,
  });
}

/** Whoever joins by a command is shown the room by that command. */
const NOTHING_AFTERWARDS: Afterwards = { showRoom() {} };

/** What this connection has done is told only to clients that want to hear it. */
function ownDoing(event: HubEvent, client: IrcClient): Shown {
  const isSilent = SAID.has(event.event) && !client.has("echo-message");
  if (isSilent && !isToOneself(event)) return "nothing";
  if (!client.isLabelled) {
    if (!isToOneself(event) || isSilent) return "like_everybody";
    // The echo, and the message itself.
    const { view } = client.format;
    return encodeLines([...linesOf(event, view), ...linesOf(event, view)]);
  }
  client.takesOwn(linesOf(event, client.format.view));
  // Who writes to oneself gets the echo and, without the label, the message.
  return isToOneself(event) ? "like_everybody" : "nothing";
}

/** What the account has said privately on another device, which not every client understands. */
function elsewhere(event: HubEvent, client: IrcClient): Shown {
  if (event.event !== "message" || event.to === undefined || event.from !== client.account) {
    return "like_everybody";
  }
  const understands = client.has("echo-message") || client.has("znc.in/self-message");
  return understands || isToOneself(event) ? "like_everybody" : "nothing";
}

const SAID: ReadonlySet<HubEvent["event"]> = new Set([
  "message",
  "edited",
  "deleted",
  "reacted",
  "remark",
  "signal",
  "typing",
  "whisper",
]);

function isToOneself(event: HubEvent): boolean {
  return (event.event === "message" || event.event === "signal") && event.to === event.from;
}

function isIgnored(event: HubEvent, { ignored }: IrcClient): boolean {
  if (ignored.size === 0) return false;
  switch (event.event) {
    case "message":
    case "edited":
    case "signal":
      return ignored.has(foldUsername(event.from));
    case "remark":
      return ignored.has(foldUsername(event.by));
    case "typing":
      return ignored.has(foldUsername(event.username));
    default:
      return false;
  }
}

/** The lines of an event that depends on its reader; undefined for one that does not. */
function ownLines(
  event: HubEvent,
  client: IrcClient,
  { afterwards, isOwn }: { afterwards: Afterwards; isOwn: boolean },
): readonly Outgoing[] | undefined {
  const { account = "", house: { people, options: { serverName } } } = client;
  const { view } = client.format;
  const notice = (text: string): readonly Outgoing[] => [
    { source: serverName, command: "NOTICE", params: [client.nick, text] },
  ];
  const isMe = (name: string | undefined) => name === account;
  switch (event.event) {
    case "joined": {
      if (!isMe(event.username)) return undefined;
      if (client.shownRooms.has(event.room)) return [];
      client.shownRooms.add(event.room);
      afterwards.showRoom(event.room);
      return linesOf(event, view);
    }
    case "left":
      if (isMe(event.username) && event.reason !== "offline") client.shownRooms.delete(event.room);
      return undefined;
    case "renamed_person":
      if (!isMe(event.account ?? event.name)) return undefined;
      // It has been welcomed by that name.
      if (client.nick === event.name) return [];
      client.nick = event.name;
      return undefined;
    case "gone":
      return isMe(event.username) ? [] : undefined;
    case "logged_in":
    case "presence":
      return isMe(event.username) ? [] : undefined;
    case "user_changed":
      if (!isMe(event.username)) return undefined;
      if (client.shownUser === event.user) return [];
      client.shownUser = event.user;
      return undefined;
    case "shown_name": {
      if (isMe(event.username)) return [];
      const { display_name: value, username, time } = event;
      const fact = { key: DISPLAY_NAME_KEY, value: value === "" ? null : value };
      const told = metadataLines({ event: "metadata", username, ...fact, time }, client);
      return told.length === 0 ? undefined : [...linesOf(event, view), ...told];
    }
    case "renamed": {
      client.shownRooms.delete(event.room);
      client.shownRooms.add(event.name);
      if (client.has("draft/channel-rename")) return undefined;
      const source = people.sourceOf(account);
      afterwards.showRoom(event.name);
      return [
        { source, command: "PART", params: [`#${event.room}`, "The room has another name"] },
        ...linesOf({ ...event, event: "joined", room: event.name, username: account }, view),
      ];
    }
    case "room_deleted": {
      client.shownRooms.delete(event.room);
      const source = people.sourceOf(event.by);
      const params = [`#${event.room}`, client.nick, "The room was deleted"];
      return [{ tags: tagsOf(view, event), source, command: "KICK", params }];
    }
    case "invited": {
      const source = people.sourceOf(event.by);
      const params = [client.nick, `#${event.room}`];
      const tags = tagsOf(view, { time: event.time, account: event.by });
      return [{ tags, source, command: "INVITE", params }];
    }
    // Whoever has invited somebody was answered.
    case "invitation":
      return isOwn ? [] : undefined;
    case "watched_nick": {
      const { account, nick } = event;
      const who = event.online ? people.sourceCalled(account, nick) : nick;
      const command = event.online ? NUMERICS.RPL_MONONLINE : NUMERICS.RPL_MONOFFLINE;
      return [{ source: serverName, command, params: [client.nick, who] }];
    }
    case "typing": {
      if (event.room !== undefined) return undefined;
      if (!client.has("message-tags")) return [];
      const tags = tagsOf(view, { client: new Map([["+typing", "active"]]) });
      return [{
        tags,
        source: people.sourceOf(event.username),
        command: "TAGMSG",
        params: [client.nick],
      }];
    }
    case "signal":
      if (isOwn) return undefined;
      // Other devices of the one who asks would answer.
      if (isMe(event.from) && !isToOneself(event)) return [];
      return client.userModes.has("T") ? [] : undefined;
    case "read": {
      if (!client.has("draft/read-marker")) return [];
      const other = event.with === undefined ? "*" : people.nickOf(event.with);
      const target = event.room === undefined ? other : `#${event.room}`;
      const time = event.time === undefined ? "*" : `timestamp=${event.time}`;
      return [{ source: serverName, command: "MARKREAD", params: [target, time] }];
    }
    case "ignored":
      client.ignored = new Set(event.users.map(foldUsername));
      return [];
    case "metadata":
      // Whoever has set it was answered.
      return isOwn ? [] : metadataLines(event, client);
    case "notice":
      return notice(event.text);
    case "granted":
      return notice(`You are ${event.role} of this server now, by ${event.by}`);
    case "measure":
      return measureLines(event, client, notice);
    default:
      return undefined;
  }
}

/** What somebody or a room is described with, for clients that want to hear of that key. */
function metadataLines(
  { key, room, username = "", value }: MetadataEvent,
  client: IrcClient,
): readonly Outgoing[] {
  if (!client.subscriptions.has(key)) return [];
  const { nick, house: { people, options: { serverName: source } } } = client;
  const target = room === undefined ? people.nickOf(username) : `#${room}`;
  return [
    value === null
      ? { source, command: NUMERICS.RPL_KEYNOTSET, params: [nick, target, key, "There is none"] }
      : { source, command: NUMERICS.RPL_KEYVALUE, params: [nick, target, key, "*", value] },
  ];
}

function measureLines(
  event: Extract<HubEvent, { event: "measure" }>,
  client: IrcClient,
  notice: (text: string) => readonly Outgoing[],
): readonly Outgoing[] {
  const { by, kind, lifted, reason, room, username } = event;
  const { house: { people } } = client;
  const nick = people.nickOf(username ?? "");
  const because = reason === undefined ? "" : `: ${reason}`;
  const letter = LETTER_OF_MEASURE[kind];
  if (letter !== undefined && room !== undefined && username !== client.account) {
    const source = people.sourceOf(by);
    const mask = banMaskOf({ ...event, nick: username === undefined ? undefined : nick });
    const params = [`#${room}`, `${lifted ? "-" : "+"}${letter}`, mask];
    return [{ tags: tagsOf(client.format.view, event), source, command: "MODE", params }];
  }
  if (kind !== "ban" && kind !== "mute") return [];
  // On IRC nobody is told that a room lets them in again: they are not in it.
  if (kind === "ban" && room !== undefined && lifted) return [];
  const where = room === undefined ? "this server" : `#${room}`;
  const done = kind === "ban" ? "banned from" : "muted in";
  const who = username === client.account ? "You are" : `${nick} is`;
  return notice(
    lifted ? `${who} not ${done} ${where} any more` : `${who} ${done} ${where}${because}`,
  );
}
