/** Who sees a report, and may say that it has been looked at: one rule for lists, notices and acts. */
import { hasServerRight, SERVER_ROLES, serverRankOf } from "../../../access/server_rights.ts";
import { CONSOLE } from "../../actors.ts";
import type { Store } from "../../database/store.ts";
import { actorOf } from "../../gate.ts";

/**
 * As SQL, about `reports` joined with its author as `authors`: the values are those of
 * {@linkcode sightOf}, numbered from 1.
 *
 * - The staff sees all of them, others those of the rooms that they look after.
 * - Nobody sees what is about the own messages, or about those of somebody of a higher role: on the
 *   server, and in the room between people who have none on the server.
 * - What the own filter of a private room has found is for those who look after it and are in it.
 */
export const SEEN_REPORTS = `
  (?1 = ${CONSOLE} OR author <> ?1
    AND (?3 OR reports.conversation IN (
      SELECT conversation FROM members WHERE account = ?1 AND role IN ('owner', 'moderator')))
    AND (NOT is_internal OR reports.conversation IN (
      SELECT conversation FROM members WHERE account = ?1 AND role NOT IN ('banned', 'invited')))
    AND CASE authors.server_role
      ${SERVER_ROLES.map((role) => `WHEN '${role}' THEN ${serverRankOf(role)}`).join(" ")} END <= ?2
    AND (?3 OR NOT EXISTS (
      SELECT 1 FROM members AS theirs
      JOIN members AS own ON own.account = ?1 AND own.conversation = theirs.conversation
      WHERE theirs.account = author AND theirs.conversation = reports.conversation
        AND theirs.role = 'owner' AND own.role <> 'owner')))`;

/** Who asks: the account, what it ranks on the server, and whether it is of the staff. */
export function sightOf(store: Store, account: number): [number, number, number] {
  const { role } = actorOf(store, account);
  return [account, serverRankOf(role), hasServerRight("moderate", role) ? 1 : 0];
}

/** Whether an account, or the console, sees a report. */
export function seesReport(store: Store, account: number, report: number): boolean {
  return store.get(
    `SELECT 1 FROM reports JOIN accounts AS authors ON authors.id = author
     WHERE reports.id = ?4 AND ${SEEN_REPORTS}`,
    ...sightOf(store, account),
    report,
  ) !== undefined;
}
