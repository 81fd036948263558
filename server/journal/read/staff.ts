/** Queries about who keeps order, and what they did. */
import type { AuditEntry, ServerRole } from "../../../protocol/records.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Readers } from "../applier.ts";
import { demandServerRight } from "../gate.ts";
import type { Row } from "../database/store.ts";
import { rowTime } from "./message.ts";

/** Most lines of the audit log in one answer. */
const PAGE_AUDIT = 200;

/** What to look for in the audit log; what is undefined matches everything. */
export interface AuditSearch {
  action: string | undefined;
  /** Who did it or whom it was done to, compared without case. */
  about: string | undefined;
  room: string | undefined;
  /** Lines with smaller ids, to go on to older ones. */
  before: number | undefined;
  limit: number | undefined;
}

/** Queries about the staff. */
export interface StaffQueries {
  /** Everybody who is more than a user, highest first. */
  roles: {
    fields: Record<never, never>;
    result: { username: string; role: ServerRole }[];
  };
  /** One page of the audit log, newest first. */
  audit: {
    fields: AuditSearch & { account: number };
    result: { entries: AuditEntry[]; more: boolean };
  };
}

/** Answers {@linkcode StaffQueries}. */
export const STAFF_READERS: Readers<StaffQueries> = {
  roles(store) {
    const rows = store.all(
      `SELECT name, server_role FROM accounts WHERE server_role <> 'user' AND deleted_ms IS NULL
       ORDER BY CASE server_role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END, folded_name
       LIMIT 1000`,
    );
    return rows.map((row) => ({
      username: String(row["name"]),
      role: row["server_role"] as ServerRole,
    }));
  },

  audit(store, { account, action, about, room, before, limit }) {
    demandServerRight(store, account, "audit");
    const most = Math.min(limit ?? PAGE_AUDIT, PAGE_AUDIT);
    const rows = store.all(
      `SELECT * FROM audit
       WHERE (?1 IS NULL OR id < ?1) AND (?2 IS NULL OR action = ?2)
         AND (?3 IS NULL OR target = ?3 COLLATE NOCASE OR actor_name = ?3 COLLATE NOCASE)
         AND (?4 IS NULL OR room = ?4)
       ORDER BY id DESC LIMIT ?5`,
      before ?? null,
      action ?? null,
      about ?? null,
      room ?? null,
      most + 1,
    );
    const entries = new ByteBudget().fitting(rows.slice(0, most).map(auditEntry));
    return { entries, more: rows.length > entries.length };
  },
};

function auditEntry(row: Row): AuditEntry {
  const text = (name: string) => {
    const value = String(row[name]);
    return value === "" ? {} : { [name]: value };
  };
  return {
    id: Number(row["id"]),
    time: rowTime(row["time_ms"]),
    action: String(row["action"]),
    by: String(row["actor_name"]),
    ...text("address"),
    ...text("target"),
    ...text("room"),
    ...text("detail"),
  };
}
