/** Every request that touches a conversation, with the right that the table demands for it. */
import type { ErrorCode } from "../../protocol/errors.ts";
import type { Action } from "../../protocol/requests.ts";
import {
  type PlaceKind,
  refusalOf,
  type Right,
  type Standing,
} from "../../server/access/rights.ts";
import type { Line } from "./test_client.ts";

/** What requests in a conversation can be about. */
export interface Subjects {
  place: PlaceKind;
  /** Name of the room; in a direct conversation that of nothing. */
  room: string;
  /** Who else is there; in a direct conversation, the other one. */
  keeper: string;
  /** A member of the least standing. */
  target: string;
  /** An account that never was there. */
  newcomer: string;
  /** A message of the asker, and one of the keeper. */
  own: number;
  theirs: number;
  /** A room name that is free. */
  freeName: string;
}

/** One request and what it needs. */
export interface ConversationRequest {
  action: Action;
  /** Which one of several of the same action. */
  what: string;
  right: Right;
  /** Whether it names the place, or a message there. */
  names: "place" | "message";
  fields(subjects: Subjects): Line;
  /** Whether there is such a request for direct conversations. */
  direct: boolean;
  /** Whether it changes something that somebody can see afterwards when it is granted. */
  changes: boolean;
  /** Why it is refused even to those who have the right. */
  always?: ErrorCode;
}

type Rest = Pick<ConversationRequest, "fields"> & Partial<ConversationRequest>;

function aboutPlace(action: Action, right: Right, what: string, rest: Rest): ConversationRequest {
  return { action, right, what, names: "place", direct: false, changes: false, ...rest };
}

function aboutMessage(action: Action, right: Right, what: string, rest: Rest): ConversationRequest {
  return { action, right, what, names: "message", direct: true, changes: false, ...rest };
}

const roomOf = ({ room }: Subjects): Line => ({ room });

const targetIn = ({ room, target }: Subjects): Line => ({ room, username: target });

function placeOf({ place, room, keeper }: Subjects): Line {
  return place === "direct" ? { with: keeper } : { room };
}

function goalOf({ place, room, keeper }: Subjects): Line {
  return place === "direct" ? { to: keeper } : { room };
}

function searchIn({ place, room, keeper }: Subjects): Line {
  return { query: `secret in:${place === "direct" ? `@${keeper}` : room}` };
}

const CHANGES = { changes: true };
const DIRECT = { direct: true };

/** All of them. */
export const CONVERSATION_REQUESTS: readonly ConversationRequest[] = [
  aboutPlace("say", "write", "a text", {
    ...DIRECT,
    ...CHANGES,
    fields: (subjects) => ({ text: "secret said", ...goalOf(subjects) }),
  }),
  aboutPlace("say", "write", "a reply", {
    ...DIRECT,
    ...CHANGES,
    fields: (subjects) => ({ text: "reply", reply_to: subjects.theirs, ...goalOf(subjects) }),
  }),
  aboutMessage("say", "read", "a reply from elsewhere", {
    fields: ({ theirs }) => ({ text: "reply", reply_to: theirs, room: "general" }),
    always: "no_such_message",
  }),
  aboutMessage("edit", "edit_own", "one's own", {
    ...CHANGES,
    fields: ({ own }) => ({ id: own, text: "secret edited" }),
  }),
  aboutMessage("edit", "edit_own", "somebody else's", {
    fields: ({ theirs }) => ({ id: theirs, text: "secret edited" }),
    always: "no_right",
  }),
  aboutMessage("message", "read", "somebody else's", { fields: ({ theirs }) => ({ id: theirs }) }),
  aboutMessage("edits", "read", "of one's own", { fields: ({ own }) => ({ id: own }) }),
  aboutMessage("edits", "read_edits", "of somebody else's", {
    fields: ({ theirs }) => ({ id: theirs }),
  }),
  aboutMessage("delete", "delete_own", "one's own", {
    ...CHANGES,
    fields: ({ own }) => ({ id: own }),
  }),
  aboutMessage("delete", "delete_any", "somebody else's", {
    ...CHANGES,
    fields: ({ theirs }) => ({ id: theirs }),
  }),
  aboutMessage("react", "react", "add", {
    ...CHANGES,
    fields: ({ theirs }) => ({ id: theirs, emoji: "👍" }),
  }),
  aboutMessage("remark", "react", "", { fields: ({ theirs }) => ({ id: theirs, text: "secret" }) }),
  aboutMessage("react", "react", "take back", {
    fields: ({ theirs }) => ({ id: theirs, emoji: "👎", remove: true }),
  }),
  aboutPlace("history", "read", "newest", { ...DIRECT, fields: placeOf }),
  aboutPlace("history", "read", "before", {
    ...DIRECT,
    fields: (subjects) => ({ ...placeOf(subjects), before: subjects.theirs }),
  }),
  aboutPlace("history", "read", "after", {
    ...DIRECT,
    fields: (subjects) => ({ ...placeOf(subjects), after: 0 }),
  }),
  aboutPlace("history", "read", "around", {
    ...DIRECT,
    fields: (subjects) => ({ ...placeOf(subjects), around: subjects.theirs }),
  }),
  aboutPlace("history", "read", "by date", {
    ...DIRECT,
    fields: (subjects) => ({ ...placeOf(subjects), date: "2020-01-01" }),
  }),
  aboutPlace("files", "read", "newest", { ...DIRECT, fields: placeOf }),
  aboutPlace("files", "read", "with words", {
    ...DIRECT,
    fields: (subjects) => ({ ...placeOf(subjects), query: "secret", before: 1_000_000 }),
  }),
  aboutPlace("search", "read", "in", { ...DIRECT, fields: searchIn }),
  aboutPlace("read", "read", "", {
    ...DIRECT,
    ...CHANGES,
    fields: (subjects) => ({ ...placeOf(subjects), id: subjects.own }),
  }),
  aboutPlace("typing", "write", "", { ...DIRECT, fields: goalOf }),
  aboutPlace("signal", "write", "", {
    ...DIRECT,
    fields: (subjects) => ({ ...goalOf(subjects), text: "SECRET" }),
  }),
  aboutPlace("whisper", "write", "", {
    fields: ({ room }) => ({ room, role: "moderator", text: "secret whisper" }),
  }),
  aboutPlace("metadata", "read", "", { fields: roomOf }),
  aboutPlace("metadata", "read", "of those there", {
    fields: ({ room }) => ({ room, keys: ["avatar"] }),
  }),
  aboutPlace("set_metadata", "moderate", "", {
    fields: ({ room }) => ({ room, key: "avatar", value: "secret" }),
  }),
  aboutPlace("join", "join", "", { ...CHANGES, fields: roomOf }),
  aboutPlace("part", "part", "", { ...CHANGES, fields: roomOf }),
  aboutPlace("would_expire", "configure", "", {
    fields: ({ room }) => ({ room, seconds: 86_400 }),
  }),
  aboutPlace("rename", "rename", "", {
    ...CHANGES,
    fields: ({ room, freeName }) => ({ room, name: freeName }),
  }),
  aboutPlace("delete_room", "delete_room", "", { ...CHANGES, fields: roomOf }),
  aboutPlace("topic", "read", "tell", { fields: roomOf }),
  aboutPlace("topic", "set_topic", "set", {
    ...CHANGES,
    fields: ({ room }) => ({ room, topic: "secret topic" }),
  }),
  aboutPlace("invite", "invite", "", {
    ...CHANGES,
    fields: ({ room, newcomer }) => ({ room, username: newcomer }),
  }),
  aboutPlace("role", "set_role", "", {
    ...CHANGES,
    fields: ({ room, target }) => ({ room, username: target, role: "member" }),
  }),
  aboutPlace("filter", "moderate", "", {
    ...CHANGES,
    fields: ({ room }) => ({ room, kind: "word", pattern: "sesame", does: "mask" }),
  }),
  aboutPlace("filters", "moderate", "", { fields: roomOf }),
  aboutPlace("add_hook", "moderate", "", {
    fields: ({ room }) => ({ room, name: "ci" }),
  }),
  aboutPlace("hooks", "moderate", "", { fields: roomOf }),
  aboutMessage("report", "read", "", {
    fields: ({ theirs }) => ({ id: theirs, reason: "rude" }),
  }),
  aboutMessage("report", "read", "one's own", {
    fields: ({ own }) => ({ id: own }),
    always: "no_right",
  }),
  aboutPlace("reports", "moderate", "", { fields: roomOf }),
  aboutPlace("kick", "moderate", "", { ...CHANGES, fields: targetIn }),
  aboutPlace("ban", "moderate", "", { ...CHANGES, fields: targetIn }),
  aboutPlace("unban", "moderate", "", { fields: targetIn, always: "no_such_measure" }),
  aboutPlace("mute", "moderate", "", { fields: targetIn }),
  aboutPlace("unmute", "moderate", "of somebody who was never there", {
    fields: ({ room, newcomer }) => ({ room, username: newcomer }),
    always: "no_such_measure",
  }),
  aboutPlace("purge", "moderate", "", { ...CHANGES, fields: targetIn }),
  aboutPlace("slow", "moderate", "", {
    ...CHANGES,
    fields: ({ room }) => ({ room, seconds: 60 }),
  }),
  aboutPlace("lock", "moderate", "", {
    ...CHANGES,
    fields: ({ room }) => ({ room, locked: true }),
  }),
  aboutPlace("set", "read", "nothing", { fields: roomOf }),
  aboutPlace("set", "moderate", "to be locked", {
    ...CHANGES,
    fields: ({ room }) => ({ room, locked: true }),
  }),
  aboutPlace("set", "configure", "who may come in", {
    ...CHANGES,
    fields: ({ room }) => ({ room, visibility: "invite_only", limit: 77 }),
  }),
  aboutPlace("set", "configure", "for how long messages stay", {
    ...CHANGES,
    fields: ({ room }) => ({ room, retention: 86_400 }),
  }),
  aboutPlace("exempt", "moderate", "", { fields: ({ room }) => ({ room, mask: "x*" }) }),
  aboutPlace("let_in", "moderate", "", { fields: ({ room }) => ({ room, mask: "x*" }) }),
  aboutPlace("ban", "moderate", "names that fit", {
    fields: ({ room }) => ({ room, mask: "x*" }),
  }),
  aboutPlace("measures", "read", "", { fields: roomOf }),
  aboutPlace("members", "read", "", { fields: roomOf }),
  aboutPlace("room_log", "read", "", { fields: roomOf }),
  aboutPlace("who", "read", "", { fields: roomOf }),
];

/** Actions that answer something about all conversations of the asker, and name none. */
export const OVERVIEWS: readonly Action[] = ["poll", "unread", "rooms", "export", "whois"];

/** Actions that touch no conversation that there is. */
export const APART: readonly Action[] = [
  "allow",
  "allowed",
  "audit",
  "away",
  "back",
  "bots",
  "certificate",
  "claim",
  "connections",
  "conversation_keys",
  "create",
  "create_bot",
  "delete_account",
  "disable_second_factor",
  "disallow",
  "enable_second_factor",
  "exit",
  "http",
  "grant",
  "ignore",
  "ignored",
  "invite_code",
  "invite_codes",
  "keys",
  "keys_change",
  "keys_device",
  "keys_secrets",
  "keys_vault",
  "lift",
  "link",
  "login",
  "logout",
  "observe",
  "password",
  "ping",
  "profile",
  "push_key",
  "push_subscribe",
  "push_unsubscribe",
  "register",
  "guest",
  "nick",
  "registration",
  "reset_password",
  "reset_second_factor",
  "resolve_report",
  "resume_hook",
  "revoke",
  "revoke_code",
  "revoke_hook",
  "roles",
  "room_entry",
  "second_factor",
  "sessions",
  "simulate",
  "stats",
  "token",
  "unfilter",
  "unignore",
  "unwatch",
  "watch",
];

/** The code that a request must be refused with; undefined when it must be granted. */
export function expectedRefusal(
  { right, names, always }: ConversationRequest,
  place: PlaceKind,
  standing: Standing,
): ErrorCode | undefined {
  if (names === "message" && refusalOf("read", place, standing) !== undefined) {
    return "no_such_message";
  }
  return refusalOf(right, place, standing) ?? always;
}
