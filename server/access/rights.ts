/** Who may do what where: the one table that every reading and every writing is checked against. */
import type { ErrorCode } from "../../protocol/errors.ts";
import type { ServerRole } from "../../protocol/records.ts";
import { isStaff } from "./server_rights.ts";

/** The kinds of conversations: rooms by their visibility, and `direct` between two accounts. */
export const PLACES = ["public", "invite_only", "private", "direct"] as const;
export type PlaceKind = (typeof PLACES)[number];

/** How an account stands to a conversation, from the least to the most. */
export const STANDINGS = [
  "banned",
  "outsider",
  "invited",
  "read_only",
  "member",
  "speaker",
  "moderator",
  "owner",
] as const;
export type Standing = (typeof STANDINGS)[number];

/** What the table says for one right: the least standing that has it, for each kind of place. */
type Least = Readonly<Record<PlaceKind, Standing | "nobody">>;

/** Where outsiders see that a room exists, and where only those who were let in do. */
const SEEN: Least = {
  public: "banned",
  invite_only: "banned",
  private: "invited",
  direct: "member",
};

function inRooms(least: Standing, direct: Standing | "nobody" = "nobody"): Least {
  return { public: least, invite_only: least, private: least, direct };
}

/**
 * The table. `list` is being told that the place exists; `read` is everything that shows what is
 * said there or who is there (history, search, poll, who, members, topic); the others say their name.
 */
export const LEAST_STANDING = {
  list: SEEN,
  join: { public: "outsider", invite_only: "invited", private: "invited", direct: "nobody" },
  part: inRooms("invited"),
  read: inRooms("read_only", "member"),
  delete_own: inRooms("read_only", "member"),
  write: inRooms("member", "member"),
  react: inRooms("member", "member"),
  edit_own: inRooms("member", "member"),
  set_topic: inRooms("member"),
  invite: inRooms("member"),
  delete_any: inRooms("moderator"),
  read_edits: inRooms("moderator"),
  set_role: inRooms("moderator"),
  /** Mutes, purges, slows down, makes read-only, filters, and looks after reports. */
  moderate: inRooms("moderator"),
  /** Decides who may find and join the room. */
  configure: inRooms("owner"),
  rename: inRooms("owner"),
  delete_room: inRooms("owner"),
} as const satisfies Record<string, Least>;

/** Something that an account may do in a conversation. */
export type Right = keyof typeof LEAST_STANDING;

/** All of them. */
export const RIGHTS = Object.keys(LEAST_STANDING) as Right[];

/** What an account is in a place, and what else counts there. */
export interface Position {
  kind: PlaceKind;
  /** What it is there by itself. */
  role: Standing;
  serverRole: ServerRole;
  /** Only speakers, moderators and owners write here. */
  isReadOnly: boolean;
}

/**
 * How an account stands to a place, everything considered. Whoever keeps order on the server is a
 * moderator (an admin: an owner) of every room that it is in, and cannot be banned from one; it sees
 * no more than others of those it is not in.
 */
export function effectiveStanding({ kind, role, serverRole, isReadOnly }: Position): Standing {
  if (kind === "direct") return role;
  if (isStaff(serverRole)) {
    if (role === "banned") return "outsider";
    const raised = serverRole === "moderator" ? "moderator" : "owner";
    return rankOf(role) >= rankOf("read_only") && rankOf(raised) > rankOf(role) ? raised : role;
  }
  return isReadOnly && role === "member" ? "read_only" : role;
}

/** Where `standing` ranks; more is more. */
export function rankOf(standing: Standing): number {
  return STANDINGS.indexOf(standing);
}

function has(right: Right, place: PlaceKind, standing: Standing): boolean {
  const least = LEAST_STANDING[right][place];
  return least !== "nobody" && rankOf(standing) >= rankOf(least);
}

/**
 * Undefined when an account of this standing has the right, otherwise the code of the refusal.
 * Whoever may not know of the place gets the code of a place that does not exist.
 */
export function refusalOf(
  right: Right,
  place: PlaceKind,
  standing: Standing,
): ErrorCode | undefined {
  if (has(right, place, standing)) return undefined;
  if (!has("list", place, standing)) return "no_such_room";
  if (standing === "banned") return "banned";
  if (right === "join") return "invite_only";
  if (rankOf(standing) < rankOf("read_only")) return "not_a_member";
  return standing === "read_only" && has(right, place, "member") ? "read_only" : "no_right";
}

/** What the settings of a room let those do who are not in it, beyond the table. */
export interface Openings {
  /** Whoever knows its name joins, though it is private. */
  joinedByName: boolean;
  /** Whoever may know of it writes there. */
  writtenByOutsiders: boolean;
}

/** Whether a room lets somebody do something who is not in it and not banned from it. */
export function isOpenTo(
  right: Right,
  { place, standing }: { place: PlaceKind; standing: Standing },
  { joinedByName, writtenByOutsiders }: Openings,
): boolean {
  if (standing !== "outsider" && standing !== "invited") return false;
  if (right === "join") return joinedByName && place === "private";
  return right === "write" && writtenByOutsiders && has("list", place, standing);
}

/** Who has a right in a place, as a sentence for members who have not. */
export function whoMayHereText(right: Right, place: PlaceKind): string {
  const least = LEAST_STANDING[right][place];
  if (least === "nobody") return "Nobody may do this here";
  const roles = STANDINGS.slice(rankOf(least)).map((role) => `${role}s`);
  const last = roles.pop() ?? "";
  const who = roles.length === 0 ? last : `${roles.join(", ")} and ${last}`;
  return `Only ${who} of this room may do this`;
}
