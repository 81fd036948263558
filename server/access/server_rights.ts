/** Who may do what on the server as a whole: the table beside that of the rooms (rights.ts). */
import type { ServerRole } from "../../protocol/records.ts";

/** The roles of accounts on the server, from the least to the most. */
export const SERVER_ROLES = [
  "user",
  "moderator",
  "admin",
  "owner",
] as const satisfies readonly ServerRole[];

/**
 * The table: the least role that has a right. The console is whoever runs `chat admin` on the data
 * folder; it ranks above every owner.
 */
export const LEAST_ROLE = {
  /** Sees the staff's room, measures, reports, and where connections come from. */
  moderate: "moderator",
  /** Ends the connections of an account. */
  kick: "moderator",
  /** Bans an account from the server, mutes it everywhere, purges what it wrote everywhere. */
  restrain: "moderator",
  /** Makes invite codes and names who may register. */
  admit_people: "moderator",
  /** Bans addresses. */
  ban_addresses: "admin",
  /** Decides who may register at all. */
  set_registration: "admin",
  /** Adds and removes filters that act everywhere. */
  set_filters: "admin",
  /** Has somebody choose another password, and takes a second factor off an account. */
  reset_credentials: "admin",
  /** Gives roles below the own one; an owner makes other owners, too. */
  grant: "admin",
  /** Makes accounts of programs, and the tokens that they come in with. */
  manage_bots: "admin",
  /** Reads the audit log. */
  audit: "admin",
  /** Watches all connections live and slows one account's down. */
  observe: "admin",
} as const satisfies Record<string, ServerRole>;

/** Something that an account may do on the server. */
export type ServerRight = keyof typeof LEAST_ROLE;

/** All of them. */
export const SERVER_RIGHTS = Object.keys(LEAST_ROLE) as ServerRight[];

/** Who acts: an account by its role, or the console. */
export type Authority = ServerRole | "console";

/** Where a role ranks; more is more. */
export function serverRankOf(role: Authority): number {
  return role === "console" ? SERVER_ROLES.length : SERVER_ROLES.indexOf(role);
}

/** Whether somebody of this role has the right. */
export function hasServerRight(right: ServerRight, role: Authority): boolean {
  return serverRankOf(role) >= serverRankOf(LEAST_ROLE[right]);
}

/** Who has the right, as a sentence for those who have not. */
export function whoMayText(right: ServerRight): string {
  const roles = SERVER_ROLES.slice(serverRankOf(LEAST_ROLE[right])).map((role) => `${role}s`);
  const last = roles.pop() ?? "";
  const who = roles.length === 0 ? last : `${roles.join(", ")} and ${last}`;
  return `Only ${who} of this server may do this`;
}

/** Whether somebody of one role may act on somebody of another: only downwards. */
export function outranks(actor: Authority, target: ServerRole): boolean {
  return serverRankOf(actor) > serverRankOf(target);
}

/** Whether the role belongs to those who keep order. */
export function isStaff(role: ServerRole): boolean {
  return hasServerRight("moderate", role);
}
