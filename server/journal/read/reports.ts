/** Queries about reports. */
import { wireOf } from "../../../protocol/content/kinds.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { ReportInfo } from "../../../protocol/records.ts";
import { SERVER_NAME } from "../../../protocol/limits.ts";
import { parseRoomName } from "../../../protocol/names.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import { hasServerRight } from "../../access/server_rights.ts";
import type { Readers } from "../applier.ts";
import { CONSOLE_NAME } from "../actors.ts";
import { actorOf, admitToRoom } from "../gate.ts";
import { reportContent } from "../content/kinds.ts";
import type { Row, Store } from "../database/store.ts";
import { SEEN_REPORTS, sightOf } from "../write/order/report_sight.ts";
import { rowTime } from "./message.ts";

/** Most reports in one answer. */
const PAGE_REPORTS = 100;

/** Queries about reports. */
export interface ReportQueries {
  /**
   * Reports that are open, or that have been resolved, newest first: all of them for the staff, those
   * of their rooms for others who look after some, but as `report_sight.ts` says.
   */
  reports: {
    fields: {
      account: number;
      resolved: boolean;
      room: string | undefined;
      before: number | undefined;
    };
    result: { reports: ReportInfo[]; more: boolean };
  };
}

/** Answers {@linkcode ReportQueries}. */
export const REPORT_READERS: Readers<ReportQueries> = {
  reports(store, { account, resolved, room, before }) {
    const isStaff = hasServerRight("moderate", actorOf(store, account).role);
    const place = room === undefined ? undefined : placeOf(store, account, { room, isStaff });
    if (place === undefined && !isStaff && !looksAfterSome(store, account)) {
      throw new ChatError(
        "no_right",
        "Only moderators and owners of a room, or moderators, admins and owners of this server, may do this",
      );
    }
    const rows = store.all(
      `SELECT reports.*, iif(conversations.deleted_ms IS NULL, conversations.name, NULL) AS current_room,
         authors.name AS author_name,
         others.name AS other_name, reporters.name AS reporter_name, resolvers.name AS resolver_name
       FROM reports
       LEFT JOIN conversations ON conversations.id = conversation
       JOIN accounts AS authors ON authors.id = author
       LEFT JOIN accounts AS others ON others.id = iif(low = author, high, low)
       LEFT JOIN accounts AS reporters ON reporters.id = reported_by
       LEFT JOIN accounts AS resolvers ON resolvers.id = resolved_by
       WHERE resolved_ms IS ${resolved ? "NOT NULL" : "NULL"} AND ${SEEN_REPORTS}
         AND (?4 IS NULL OR reports.id < ?4)
         AND (?5 IS NULL OR conversation = ?5)
       ORDER BY reports.id DESC LIMIT ?6`,
      ...sightOf(store, account),
      before ?? null,
      place ?? null,
      PAGE_REPORTS + 1,
    );
    const reports = new ByteBudget().fitting(
      rows.slice(0, PAGE_REPORTS).map((row) => reportInfo(store, row)),
    );
    return { reports, more: rows.length > reports.length };
  },
};

/** The staff looks after the reports of rooms that it is not in, too. */
function placeOf(
  store: Store,
  account: number,
  { room, isStaff }: { room: string; isStaff: boolean },
): number {
  if (!isStaff) return admitToRoom(store, account, room, "moderate").id;
  // Of a private room the staff knows what was reported from it, and otherwise nothing.
  const row = store.get(
    `SELECT id FROM conversations WHERE name = ?4 AND (kind <> 'private'
       OR id IN (SELECT conversation FROM members WHERE account = ?1 AND role <> 'banned')
       OR EXISTS (SELECT 1 FROM reports JOIN accounts AS authors ON authors.id = author
         WHERE reports.conversation = conversations.id AND ${SEEN_REPORTS}))`,
    ...sightOf(store, account),
    parseRoomName(room),
  );
  if (row === undefined) throw new ChatError("no_such_room");
  return Number(row["id"]);
}

function looksAfterSome(store: Store, account: number): boolean {
  return store.get(
    "SELECT 1 FROM members WHERE account = ? AND role IN ('owner', 'moderator')",
    account,
  ) !== undefined;
}

function reportInfo(store: Store, row: Row): ReportInfo {
  // A room that is gone is called what it was called then.
  const room = row["current_room"] ?? row["room"];
  const by = row["resolver_name"] === null ? CONSOLE_NAME : String(row["resolver_name"]);
  return {
    report: Number(row["id"]),
    message: Number(row["message"]),
    ...(room === null ? { to: String(row["other_name"]) } : { room: String(room) }),
    from: String(row["author_name"]),
    ...wireOf(reportContent(store, row)),
    by: row["reported_by"] === null ? SERVER_NAME : String(row["reporter_name"]),
    ...(row["reason"] === "" ? {} : { reason: String(row["reason"]) }),
    time: rowTime(row["reported_ms"]),
    ...(row["is_proved"] === 1 ? { proved: true as const } : {}),
    ...(row["resolved_ms"] === null ? {} : {
      resolved: rowTime(row["resolved_ms"]),
      resolved_by: by,
      note: String(row["note"]),
    }),
  };
}
