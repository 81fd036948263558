/** Says what rooms are like, as lines of text; what others wrote is made harmless here. */
import { printable } from "../../protocol/text/printable.ts";
import type { Found, RoomInfo, RoomMember, Unread } from "../../protocol/records.ts";
import { momentOf } from "../text/times.ts";
import { spokenBy } from "./content/kinds.ts";
import { roleText } from "./role_text.ts";
import { encryptionRemark } from "./marked.ts";
import { authorText, messageLabel, type Reader } from "./message_text.ts";
import { settingsText } from "./room_settings_text.ts";
import { placeKey, placeName } from "./place.ts";

/** The number of unread messages from which on the server does not count. */
const MANY_UNREAD = 1_000;

/** The rooms, those of the reader first, each in one line. */
export function roomLines(rooms: readonly RoomInfo[], unread: readonly Unread[]): string[] {
  const unreadByKey = new Map(unread.map((entry) => [placeKey(entry), entry]));
  const isIn = ({ role }: RoomInfo) => role !== undefined;
  return [...rooms.filter(isIn), ...rooms.filter((info) => !isIn(info))]
    .map((info) => roomLine(info, unreadByKey.get(placeKey({ room: info.room }))));
}

/** One room: `#ops: 3 people, 1 online, private, last message 2026-11-20 17:04; topic: …`. */
function roomLine(info: RoomInfo, unread?: Unread): string {
  const { invited, last_activity: lastActivity, members, online, role, topic } = info;
  const facts = [
    `${count(members, "person", "people")}`,
    `${count(online)} online`,
    ...settingsText(info),
    ...(lastActivity === undefined ? [] : [`last message ${momentOf(lastActivity)}`]),
    ...(role === undefined ? [invited === true ? "you are invited" : "not joined"] : []),
    ...(role === undefined || role === "member" ? [] : [`you are ${roleText(role)}`]),
    ...(unread !== undefined && unread.unread > 0 ? [unreadText(unread)] : []),
  ];
  const about = typeof topic === "string" && topic !== "" ? `; topic: ${printable(topic)}` : "";
  return `#${printable(info.room)}: ${facts.join(", ")}${about}`;
}

/** `12 unread, 2 mentions`. */
function unreadText({ mentions, unread }: { mentions: number; unread: number }): string {
  const many = unread >= MANY_UNREAD ? `${MANY_UNREAD} or more` : String(Number(unread));
  return `${many} unread${mentions > 0 ? `, ${count(mentions, "mention", "mentions")}` : ""}`;
}

/** The conversations with something unread: `#ops: 12 unread, 2 mentions`. */
export function unreadLines(conversations: readonly Unread[]): string[] {
  return conversations.filter(({ unread }) => unread > 0)
    .map((entry) => `${placeName(entry)}: ${unreadText(entry)}`);
}

/** Who is in a room, by role: `owner: alice`, `member: bob (offline)`. */
export function memberLines(members: readonly RoomMember[]): string[] {
  const byRole = new Map<string, string[]>();
  for (const { bot, online, role, username } of members) {
    const names = byRole.get(role) ?? [];
    names.push(authorText({ from: username, bot }) + (online ? "" : " (offline)"));
    byRole.set(role, names);
  }
  return [...byRole].map(([role, names]) => `${roleText(role)}: ${names.join(", ")}`);
}

/** Where and when something was found, and who said or did it, up to the text. */
export function foundHead(found: Found, reader: Reader): string {
  const label = messageLabel(found, { username: reader.username, place: { with: "" } });
  return `${momentOf(found.time)} ${spokenBy(label, found)}${encryptionRemark(found)}`;
}

/** The parts of a snippet in one line; every second one, from the second on, is what was found. */
export function snippetParts(snippet: unknown): { text: string; isMatch: boolean }[] {
  if (!Array.isArray(snippet)) return [];
  return snippet.filter((part) => typeof part === "string").map((part, index) => ({
    text: printable(part.replaceAll(/\s+/g, " ")),
    isMatch: index % 2 === 1,
  }));
}

function count(number: unknown, one = "", many = ""): string {
  const known = Number(number);
  return one === "" ? String(known) : `${known} ${known === 1 ? one : many}`;
}
