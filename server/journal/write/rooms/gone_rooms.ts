/**
 * What was done about people in a room outlives the room: when those who were in it give another one
 * its name, it holds there, so that deleting a room and making it again sheds nothing.
 */
import { isStaff } from "../../../access/server_rights.ts";
import type { ServerRole } from "../../../../protocol/records.ts";
import type { Row, Store } from "../../database/store.ts";
import { actorOf, roleIn } from "../../gate.ts";
import { FOREVER_MS } from "../order/restraints.ts";
import { countMasks, MAX_MASKS, repeatMeasure } from "../order/measure_rows.ts";
import type { WriteStore } from "../write_store.ts";

/** For how long it is kept, in milliseconds. */
export const KEPT_OF_GONE_MS = 90 * 24 * 60 * 60 * 1_000;

/** Keeps what is in force in a room that is about to be deleted, and who was in it. */
export function keepOfGone(store: WriteStore, room: number, timeMs: number): void {
  const name = String(store.get("SELECT name FROM conversations WHERE id = ?", room)?.["name"]);
  const measures = store.run(
    `INSERT OR REPLACE INTO gone_measures
       (room, account, kind, reason, set_by, set_ms, until_ms, gone_ms)
     SELECT ?2, account, kind, reason, set_by, set_ms, until_ms, ?3 FROM measures
     WHERE room = ?1 AND account IS NOT NULL AND lifted_ms IS NULL
       AND ifnull(until_ms, ${FOREVER_MS}) > ?3`,
    room,
    name,
    timeMs,
  );
  const masks = store.run(
    `INSERT OR REPLACE INTO gone_masks
       (room, kind, mask, is_of_accounts, address, reason, set_by, set_ms, until_ms, is_of_guest, gone_ms)
     SELECT ?2, kind, mask, is_of_accounts, address, reason, set_by, set_ms, until_ms, is_of_guest, ?3
     FROM measures
     WHERE room = ?1 AND mask IS NOT NULL AND lifted_ms IS NULL
       AND ifnull(until_ms, ${FOREVER_MS}) > ?3`,
    room,
    name,
    timeMs,
  );
  // A pace counts where there is one, and only so long.
  const traces = store.run(
    `INSERT OR REPLACE INTO gone_traces (room, account, role, said_ms, gone_ms)
     SELECT ?2, account, iif(max(role = 'read_only'), 'read_only', 'member'), max(said_ms), ?3 FROM (
       SELECT account, role, said_ms FROM traces WHERE conversation = ?1
       UNION ALL SELECT account, role, said_ms FROM members WHERE conversation = ?1)
     WHERE role = 'read_only'
       OR said_ms > ?3 - (SELECT slow_ms FROM conversations WHERE id = ?1) AND said_ms <= ?3
     GROUP BY account`,
    room,
    name,
    timeMs,
  );
  if (measures.changes + masks.changes + traces.changes === 0) return;
  store.run(
    `INSERT OR REPLACE INTO gone_members (room, account, gone_ms)
     SELECT ?2, account, ?3 FROM members
     WHERE conversation = ?1 AND role NOT IN ('banned', 'invited')`,
    room,
    name,
    timeMs,
  );
}

/** A room that has a name from now on, and who gave it. */
interface Named {
  room: number;
  name: string;
  maker: number;
  timeMs: number;
}

/** Has what was kept under this name hold again, if whoever gives it was in the room that had it. */
export function inheritFromGone(store: WriteStore, named: Named): void {
  const { name, maker } = named;
  const wasThere = store.get(
    "SELECT 1 FROM gone_members WHERE room = ? AND account = ?",
    name,
    maker,
  );
  if (wasThere === undefined) return;
  const measures = store.all(
    `SELECT * FROM gone_measures WHERE room = ?1 AND ifnull(until_ms, ${FOREVER_MS}) > ?2
     ORDER BY account, kind`,
    name,
    named.timeMs,
  );
  for (const row of measures) inheritMeasure(store, row, named);
  inheritMasks(store, named);
  const traces = store.all("SELECT * FROM gone_traces WHERE room = ? ORDER BY account", name);
  for (const row of traces) inheritTrace(store, row, named);
  for (const table of ["gone_members", "gone_measures", "gone_masks", "gone_traces"]) {
    store.run(`DELETE FROM ${table} WHERE room = ?`, name);
  }
}

/**
 * About whoever makes the room now only what the staff has decided goes on: it is no business of those
 * who had the room before. Whoever was let in already is not put out again.
 */
function inheritMeasure(store: WriteStore, row: Row, { room, maker, timeMs }: Named): void {
  const account = Number(row["account"]);
  const kind = row["kind"] as "ban" | "mute";
  if (account === maker && !isByStaff(store, row)) return;
  if (kind === "ban" && roleIn(store, account, room) !== "outsider") return;
  const untilMs = row["until_ms"] === null ? FOREVER_MS : Number(row["until_ms"]);
  store.run(
    `INSERT INTO measures (kind, account, room, reason, set_by, set_ms, until_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    kind,
    account,
    room,
    String(row["reason"]),
    row["set_by"] as number | null,
    Number(row["set_ms"]),
    row["until_ms"] as number | null,
  );
  const person = { id: account, name: "" };
  repeatMeasure(store, { kind, person, place: { id: room } }, { untilMs, timeMs });
}

/** A mask is about nobody, so it goes on whoever makes the room: they are no less free to lift it. */
function inheritMasks(store: WriteStore, { room, name, timeMs }: Named): void {
  for (const isOfGuest of [0, 1]) {
    const { changes } = store.run(
      `INSERT INTO measures (kind, mask, is_of_accounts, room, address, reason, set_by, set_ms, until_ms,
         is_of_guest)
       SELECT kind, mask, is_of_accounts, ?1, address, reason, set_by, set_ms, until_ms, ?4
       FROM gone_masks
       WHERE gone_masks.room = ?2 AND gone_masks.is_of_guest = ?4
         AND ifnull(until_ms, ${FOREVER_MS}) > ?3 AND NOT EXISTS (
         SELECT 1 FROM measures AS there WHERE there.room = ?1 AND there.kind = gone_masks.kind
           AND there.mask = gone_masks.mask AND there.is_of_accounts = gone_masks.is_of_accounts
           AND lifted_ms IS NULL)
       ORDER BY kind, mask, is_of_accounts
       LIMIT max(0, ${MAX_MASKS} - (SELECT count(*) FROM measures AS there
         WHERE there.room = ?1 AND there.mask IS NOT NULL AND there.is_of_guest = ?4
           AND there.lifted_ms IS NULL))`,
      room,
      name,
      timeMs,
      isOfGuest,
    );
    countMasks(store, room, changes);
  }
}

/** Of the members there are only those without a right have the role that they had. */
function inheritTrace(store: WriteStore, row: Row, { room, maker }: Named): void {
  const account = Number(row["account"]);
  if (account === maker) return;
  const [role, saidMs] = [String(row["role"]), Number(row["said_ms"])];
  const { changes } = store.run(
    `UPDATE members SET said_ms = max(said_ms, ?3),
       role = iif(role = 'member' AND ?4 = 'read_only', 'read_only', role)
     WHERE account = ?1 AND conversation = ?2 AND role NOT IN ('banned', 'invited')`,
    account,
    room,
    saidMs,
    role,
  );
  if (changes > 0) return;
  store.run(
    `INSERT INTO traces (account, conversation, role, said_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET said_ms = max(said_ms, excluded.said_ms),
       role = iif(excluded.role = 'read_only', 'read_only', role)`,
    account,
    room,
    role,
    saidMs,
  );
}

/** The console is no account. */
function isByStaff(store: Store, { set_by: setBy }: Row): boolean {
  return setBy === null || isStaff(actorOf(store, Number(setBy)).role as ServerRole);
}
