/** What the reader may do, as far as the page knows: what it shows. The server has the last word. */
import { foldUsername } from "../../../protocol/names.ts";
import type { MemberRole, RoomInfo, ServerRole } from "../../../protocol/records.ts";
import { bufferKey, bufferOf, serverOf } from "../../full/state/buffers.ts";
import { type PageState, SERVER_ID } from "./page_state.ts";
import { isAtLeast, SERVER_RANK } from "./server_rank.ts";

const ROOM_RANK: Readonly<Record<MemberRole, number>> = {
  read_only: 0,
  member: 1,
  speaker: 2,
  moderator: 3,
  owner: 4,
};

/**
 * What an account counts as in a room: those who keep order on the server are moderators (admins:
 * owners) of every room that they are in.
 */
export function roleInRoom(
  role: MemberRole | undefined,
  serverRole: ServerRole,
): MemberRole | undefined {
  if (role === undefined) return undefined;
  const raised = isAtLeast(serverRole, "admin")
    ? "owner"
    : isAtLeast(serverRole, "moderator")
    ? "moderator"
    : role;
  return ROOM_RANK[raised] > (ROOM_RANK[role] ?? 0) ? raised : role;
}

/** What the reader may do in a room. */
export interface RoomPowers {
  readonly isIn: boolean;
  /** Sets the topic. */
  readonly mayTopic: boolean;
  readonly mayInvite: boolean;
  /** Bans, mutes, filters, sets everything but who may come in. */
  readonly mayModerate: boolean;
  /** Renames, deletes, decides who may come in. */
  readonly mayOwn: boolean;
}

/** What somebody may do in a room that is like `info` says. */
export function powersIn(
  info: Pick<RoomInfo, "role" | "topic_locked">,
  serverRole: ServerRole,
): RoomPowers {
  const role = roleInRoom(info.role, serverRole);
  const rank = role === undefined ? -1 : ROOM_RANK[role] ?? 0;
  const mayModerate = rank >= ROOM_RANK.moderator;
  return {
    isIn: role !== undefined,
    mayTopic: info.topic_locked === true ? mayModerate : rank >= ROOM_RANK.member,
    mayInvite: rank >= ROOM_RANK.member,
    mayModerate,
    mayOwn: rank >= ROOM_RANK.owner,
  };
}

/** What the reader may do in a room whose people the page knows; `undefined` outside of rooms. */
export function ownPowers(state: PageState, room: string | undefined): RoomPowers | undefined {
  if (room === undefined) return undefined;
  const buffer = bufferOf(state.chat, bufferKey(SERVER_ID, { room }));
  if (buffer === undefined || !buffer.isIn) return undefined;
  const own = foldUsername(serverOf(state.chat, SERVER_ID)?.username ?? "");
  const role = buffer.people.find(({ username }) => foldUsername(username) === own)?.role;
  return powersIn({ role: role ?? "member" }, state.role);
}

/** The roles in a room that somebody with these powers can give. */
export function rolesToGive({ mayModerate, mayOwn }: RoomPowers): readonly MemberRole[] {
  if (mayOwn) return ["owner", "moderator", "speaker", "member", "read_only"];
  return mayModerate ? ["speaker", "member", "read_only"] : [];
}

/** The roles on the server that somebody of this role can give: those below, owners all. */
export function serverRolesToGive(role: ServerRole): readonly ServerRole[] {
  const roles: readonly ServerRole[] = ["user", "moderator", "admin", "owner"];
  if (!isAtLeast(role, "admin")) return [];
  return role === "owner" ? roles : roles.filter((other) => SERVER_RANK[other] < SERVER_RANK[role]);
}
