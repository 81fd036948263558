/** What happens to rooms and to who is in them, as lines of IRC. */
import type {
  InvitationEvent,
  JoinedEvent,
  LeftEvent,
  RenamedEvent,
  RoleEvent,
  RoomChangedEvent,
  TopicEvent,
} from "../../../../protocol/events.ts";
import type { MemberRole, Visibility } from "../../../../protocol/records.ts";
import type { Outgoing } from "../wire/message.ts";
import { type Lines, tagsOf, type View } from "./view.ts";

/** The letter of the mode that gives a role; none for those that are only members. */
export const LETTER_OF_ROLE: Readonly<Record<MemberRole, string>> = {
  owner: "q",
  moderator: "o",
  speaker: "v",
  member: "",
  read_only: "",
};

/** What stands before the nick of somebody with a role. */
export const PREFIX_OF_ROLE: Readonly<Record<MemberRole, string>> = {
  owner: "~",
  moderator: "@",
  speaker: "+",
  member: "",
  read_only: "",
};

/** All prefixes that a role has, the highest first: whoever has more has what is less as well. */
export const PREFIXES_OF_ROLE: Readonly<Record<MemberRole, string>> = {
  ...PREFIX_OF_ROLE,
  owner: "~@+",
  moderator: "@+",
};

/** Somebody is there: a member who came online, or a new one. */
export function joinedLines({ room, username, time }: JoinedEvent, view: View): Lines {
  const { people, capabilities } = view;
  const extended = capabilities.has("extended-join")
    ? [people.accountOf(username) ?? "*", people.of(username).realname]
    : [];
  const joined = by(username, { time, command: "JOIN", params: [`#${room}`, ...extended] }, view);
  const away = capabilities.has("away-notify") ? people.awayOf(username) : undefined;
  if (away === undefined) return [joined];
  return [joined, by(username, { time, command: "AWAY", params: [away] }, view)];
}

/** Somebody was invited to the room of those who are told, where they want to hear of it. */
export function invitationLines(
  { room, username, by: who, time }: InvitationEvent,
  view: View,
): Lines {
  if (!view.capabilities.has("invite-notify")) return [];
  const params = [view.people.nickOf(username), `#${room}`];
  return [by(who, { time, command: "INVITE", params }, view)];
}

/** Somebody is no member any more; who has only gone offline is told of by a QUIT. */
export function leftLines(
  { event_id: id, room, username, reason, by: who, message, time }: LeftEvent,
  view: View,
): Lines {
  const said = message === undefined ? [] : [message];
  switch (reason) {
    case "offline":
      return [];
    case "parted":
      return [by(username, { time, command: "PART", params: [`#${room}`, ...said] }, view)];
    case "removed":
    case "banned": {
      const kicker = who ?? username;
      const nick = view.people.nickOf(username);
      const text = message ?? (reason === "banned" ? "Banned" : view.people.nickOf(kicker));
      return [by(kicker, { id, time, command: "KICK", params: [`#${room}`, nick, text] }, view)];
    }
  }
}

/** A member has another role. */
export function roleLines(
  { event_id: id, room, username, role, before, by: who, time }: RoleEvent,
  view: View,
): Lines {
  const old = before === undefined ? "" : LETTER_OF_ROLE[before];
  const now = LETTER_OF_ROLE[role];
  if (old === now) return [];
  const modes = (old === "" ? "" : `-${old}`) + (now === "" ? "" : `+${now}`);
  const nick = view.people.nickOf(username);
  const names = [...modes].filter((char) => char !== "+" && char !== "-").map(() => nick);
  return [by(who, { id, time, command: "MODE", params: [`#${room}`, modes, ...names] }, view)];
}

/** A room has another topic. */
export function topicLines(
  { event_id: id, room, topic, by: who, time }: TopicEvent,
  view: View,
): Lines {
  return [by(who, { id, time, command: "TOPIC", params: [`#${room}`, topic] }, view)];
}

/** A room has another name, for those who know how to call it by another one. */
export function renamedLines(
  { event_id: id, room, name, by: who, reason = "", time }: RenamedEvent,
  view: View,
): Lines {
  if (!view.capabilities.has("draft/channel-rename")) return [];
  const params = [`#${room}`, `#${name}`, reason];
  return [by(who, { id, time, command: "RENAME", params }, view)];
}

/** Settings of a room are others now. */
export function roomChangedLines(event: RoomChangedEvent, view: View): Lines {
  const { event_id: id, room, by: who, time } = event;
  const changes: { mode: string; param?: string }[] = [];
  const flag = (letter: string, is: boolean | undefined, param?: string) => {
    if (is === undefined) return;
    const mode = `${is ? "+" : "-"}${letter}`;
    changes.push({ mode, ...(is && param !== undefined ? { param } : {}) });
  };
  const { visibility, visibility_before: before } = event;
  // Only what is otherwise now, where that is known.
  const seen = (is: (visibility: Visibility) => boolean) =>
    visibility === undefined || before !== undefined && is(visibility) === is(before)
      ? undefined
      : is(visibility);
  // Only private rooms are joined by their name, and any other visibility takes that off.
  const { join_by_name: byName } = event;
  const byNameBefore = byName === undefined ? false : !byName;
  const inviting = (one: Visibility, isByName: boolean | undefined) =>
    one !== "public" && isByName !== true;
  const isInviting = inviting(visibility ?? "private", byName);
  const wasInviting = visibility === undefined
    ? inviting("private", byNameBefore)
    : before === undefined
    ? !isInviting
    : inviting(before, byNameBefore);
  const isTold = visibility !== undefined || byName !== undefined;
  flag("i", isTold && isInviting !== wasInviting ? isInviting : undefined);
  flag("s", seen((one) => one === "private"));
  flag("n", event.outsiders_write === undefined ? undefined : !event.outsiders_write);
  flag("C", event.without_signals);
  flag("M", event.accounts_only);
  flag("m", event.locked);
  flag("t", event.topic_locked);
  flag("f", event.slow === undefined ? undefined : event.slow > 0, String(event.slow));
  flag("l", event.limit === undefined ? undefined : event.limit > 0, String(event.limit));
  if (event.keyed !== undefined) changes.push({ mode: event.keyed ? "+k" : "-k", param: "*" });
  if (changes.length === 0) return [];
  let modes = "";
  let sign = "";
  for (const { mode } of changes) {
    modes += mode[0] === sign ? mode.slice(1) : mode;
    sign = mode[0] ?? "";
  }
  const params = changes.flatMap(({ param }) => param === undefined ? [] : [param]);
  return [by(who, { id, time, command: "MODE", params: [`#${room}`, modes, ...params] }, view)];
}

/** A line that comes from somebody. */
export function by(
  who: string,
  { id, time, command, params }: {
    /** Of what is kept, by which it is found again. */
    id?: number | undefined;
    time: string;
    command: string;
    params: readonly string[];
  },
  view: View,
): Outgoing {
  const tags = tagsOf(view, { time, account: who, id });
  return { tags, source: view.people.sourceOf(who), command, params };
}
