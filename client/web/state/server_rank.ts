/** Who ranks above whom on a server. */
import type { ServerRole } from "../../../protocol/records.ts";

/** The higher, the more. */
export const SERVER_RANK: Readonly<Record<ServerRole, number>> = {
  user: 0,
  moderator: 1,
  admin: 2,
  owner: 3,
};

/** Whether a role on the server is `least` or more; one that is not known is the least. */
export function isAtLeast(role: ServerRole, least: ServerRole): boolean {
  return (SERVER_RANK[role] ?? 0) >= SERVER_RANK[least];
}
