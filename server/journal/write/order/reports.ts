/** Entries about reports: messages that somebody, or a filter, wants moderators to look at. */
import type { ActionContent, Content, TextContent } from "../../../../protocol/content/content.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Appliers } from "../../applier.ts";
import { reportedColumns } from "../../content/kinds.ts";
import { actorOf, type Admitted, admitToMessage } from "../../gate.ts";
import { checkHourly, HOUR_MS } from "../hourly.ts";
import type { WriteStore } from "../write_store.ts";
import type { Store } from "../../database/store.ts";
import { keepReportedFile } from "../files/kept_files.ts";
import { announce } from "./announce.ts";
import { audit } from "./audit.ts";
import { seesReport } from "./report_sight.ts";
import { IS_RAISED, keepersOf } from "../rooms/room_keepers.ts";
import type { Acting } from "./staff.ts";

/** Reports that one account may make within an hour. */
const MAX_PER_HOUR = 20;

/** Reports by filters about one account that may be open at once; there is enough to see in them. */
const MAX_FLAGGED = 20;

/** Most moderators of a room who are told of a report. */
const MAX_TOLD = 50;

/** How long reports, with the texts in them, are kept after they were resolved, in milliseconds. */
export const KEPT_RESOLVED_MS = 90 * 24 * HOUR_MS;

/** A report that was made. */
export interface Reported {
  report: number;
  message: number;
  room: string;
  /** Who is to be told besides the staff: those who look after the room, if it is new. */
  moderators: readonly number[];
}

/** A filter that found something to be seen by moderators. */
export interface Flagging {
  filter: number;
  isOfRoom: boolean;
}

/** Entries about reports. */
export interface ReportEntries {
  /** Has moderators look at a message that the account can read. */
  report: {
    fields: Acting & {
      message: number;
      reason: string;
      /** What an encrypted message says, as it was proved. */
      revealed?: TextContent | ActionContent;
    };
    result: Reported;
  };
  /** Says that a report has been looked at. */
  resolve_report: {
    fields: Acting & { report: number; note: string };
    /** Who made it, and about whom; undefined for filters. */
    result: { reporter: number | undefined; author: string };
  };
}

/** Applies {@linkcode ReportEntries}. */
export const REPORT_APPLIERS: Appliers<ReportEntries> = {
  report(store, { actor: account, address, message, reason, revealed, timeMs }) {
    const { author, content, place } = admitToMessage(store, account, message);
    const known = store.get(
      "SELECT id, is_proved FROM reports WHERE message = ? AND reported_by = ?",
      message,
      account,
    );
    // What was reported before it was revealed is the same report, and can be judged from now on.
    const isToBeProved = known?.["is_proved"] === 0 && revealed !== undefined;
    if (known !== undefined && !isToBeProved) {
      return { report: Number(known["id"]), message, room: place.name, moderators: [] };
    }
    if (author === account) {
      throw new ChatError("no_right", "You cannot report what you wrote yourself");
    }
    if (known === undefined) checkRate(store, account, timeMs);
    const given = {
      message,
      place,
      author,
      content: revealed ?? content,
      isProved: revealed !== undefined,
      reason,
      by: account,
      isInternal: false,
      timeMs,
    };
    const report = known === undefined
      ? insert(store, given)
      : prove(store, Number(known["id"]), given.content);
    const actor = actorOf(store, account);
    const about = actorOf(store, author).name;
    const what = `report ${report}: message ${message}${isToBeProved ? ", now proved" : ""}`;
    const detail = `${what}${reason === "" ? "" : `: ${reason}`}`;
    audit(store, {
      action: "report",
      actor,
      address,
      target: about,
      room: place.name,
      detail,
      timeMs,
    });
    announce(
      store,
      `${actor.name} reported what ${about} wrote ${whereOf(place)} (${detail})`,
      timeMs,
    );
    const moderators = moderatorsOf(store, place, account)
      .filter((moderator) => seesReport(store, moderator, report));
    return { report, message, room: place.name, moderators };
  },

  resolve_report(store, { actor: account, address, report, note, timeMs }) {
    const row = store.get(
      `SELECT reports.*, conversations.name AS current_room FROM reports
       LEFT JOIN conversations ON conversations.id = reports.conversation AND deleted_ms IS NULL
       WHERE reports.id = ?`,
      report,
    );
    if (row === undefined || !seesReport(store, account, report)) {
      throw new ChatError("no_such_report");
    }
    if (row["resolved_ms"] !== null) {
      throw new ChatError("no_such_report", `Report ${report} has been resolved already`);
    }
    const actor = actorOf(store, account);
    store.run(
      "UPDATE reports SET resolved_by = ?, resolved_ms = ?, note = ? WHERE id = ?",
      actor.role === "console" ? null : account,
      timeMs,
      note,
      report,
    );
    const author = actorOf(store, Number(row["author"])).name;
    const detail = `report ${report}: message ${row["message"]}: ${note}`;
    const room = String(row["current_room"] ?? row["room"] ?? "");
    audit(store, {
      action: "resolve_report",
      actor,
      address,
      target: author,
      room,
      detail,
      timeMs,
    });
    if (row["is_internal"] === 0) announce(store, `${actor.name} resolved ${detail}`, timeMs);
    const reporter = row["reported_by"];
    return { reporter: reporter === null ? undefined : Number(reporter), author };
  },
};

/**
 * Reports a message in the name of the server, because a filter wants it. With many of the same
 * author open already nothing is added: they say enough. What a room's own filter finds is not said
 * in the staff's room.
 */
export function reportFlagged(
  store: WriteStore,
  { message, place, author, content, flaggedBy: { filter, isOfRoom }, timeMs }: {
    message: number;
    place: Admitted;
    author: number;
    content: Content;
    flaggedBy: Flagging;
    timeMs: number;
  },
): Reported | undefined {
  const row = store.get(
    `SELECT count(*) AS count FROM reports
     WHERE author = ? AND reported_by IS NULL AND resolved_ms IS NULL`,
    author,
  );
  if (Number(row?.["count"]) >= MAX_FLAGGED) return undefined;
  const reason = `filter ${filter}`;
  const isInternal = isOfRoom && place.kind === "private";
  const given = {
    message,
    place,
    author,
    content,
    reason,
    by: undefined,
    isInternal,
    isProved: false,
    timeMs,
  };
  const report = insert(store, given);
  if (!isOfRoom) {
    const about = actorOf(store, author).name;
    announce(
      store,
      `Filter ${filter} flagged what ${about} wrote ${whereOf(place)} ` +
        `(report ${report}: message ${message})`,
      timeMs,
    );
  }
  // Of what is not said in the staff's room, those of the staff who are in this one are told here.
  const keepers = isOfRoom
    ? keepersOf(store, place.id).slice(0, MAX_TOLD + 1)
    : moderatorsOf(store, place, author);
  const moderators = keepers.filter((account) => seesReport(store, account, report));
  return { report, message, room: place.name, moderators };
}

function insert(
  store: WriteStore,
  { message, place, author, content, reason, by, isInternal, isProved, timeMs }: {
    message: number;
    place: Admitted;
    author: number;
    content: Content;
    reason: string;
    by: number | undefined;
    isInternal: boolean;
    isProved: boolean;
    timeMs: number;
  },
): number {
  const { content_kind: kind, text } = reportedColumns(content);
  const { id } = store.run(
    `INSERT INTO reports
       (message, conversation, room, author, content_kind, text, reported_by, reason, reported_ms,
         is_internal, is_proved)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    message,
    place.id,
    place.kind === "direct" ? null : place.name,
    author,
    kind,
    text,
    by ?? null,
    reason,
    timeMs,
    isInternal ? 1 : 0,
    isProved ? 1 : 0,
  );
  keepReportedFile(store, id, content);
  return id;
}

/** What was reported says now what its author wrote; whoever resolved it before had not seen that. */
function prove(store: WriteStore, report: number, content: Content): number {
  const { content_kind: kind, text } = reportedColumns(content);
  store.run(
    `UPDATE reports SET content_kind = ?, text = ?, is_proved = 1, resolved_by = NULL,
       resolved_ms = NULL, note = '' WHERE id = ?`,
    kind,
    text,
    report,
  );
  return report;
}

function checkRate(store: Store, account: number, timeMs: number): void {
  const row = store.get(
    `SELECT count(*) AS count, min(reported_ms) AS first FROM reports
     WHERE reported_by = ? AND reported_ms > ?`,
    account,
    timeMs - HOUR_MS,
  );
  checkHourly(row, {
    most: MAX_PER_HOUR,
    sentence: `You have made ${MAX_PER_HOUR} reports within an hour; wait for the moderators`,
    timeMs,
  });
}

/** Those who look after a room, without `but`. */
function moderatorsOf(store: Store, place: Admitted, but: number): number[] {
  const rows = store.all(
    `SELECT account FROM members
     WHERE conversation = ? AND ${IS_RAISED} AND role IN ('owner', 'moderator')
     ORDER BY account LIMIT ${MAX_TOLD}`,
    place.id,
  );
  return rows.map((row) => Number(row["account"])).filter((account) => account !== but);
}

function whereOf({ kind, name }: Admitted): string {
  return kind === "direct" ? "privately" : `in #${name}`;
}
