/** Entries that tidy up: what is past its time is forgotten, what was deleted is cleared away. */
import { NONCE_LIFETIME_MS } from "../../../../protocol/limits.ts";
import type { Appliers } from "../../applier.ts";
import { NAME_REST_MS } from "../accounts/accounts.ts";
import { KEPT_OF_GONE_MS } from "../rooms/gone_rooms.ts";
import { clearDeletedRoom } from "../rooms/deleted_rooms.ts";
import { KEPT_RESOLVED_MS } from "../order/reports.ts";
import { SESSION_LIFETIME_MS } from "../accounts/sessions.ts";
import { noteUptime, seenBefore } from "./uptime.ts";
import type { WriteStore } from "../write_store.ts";

/** For how long of running a clock is doubted that has been set forward, in milliseconds. */
const DOUBTED_MS = 24 * 60 * 60 * 1_000;

/** What is forgotten when its time has passed, with how long that is in milliseconds. */
export const FORGOTTEN = {
  sessions: SESSION_LIFETIME_MS,
  nonces: NONCE_LIFETIME_MS,
  change_nonces: NONCE_LIFETIME_MS,
  reports: KEPT_RESOLVED_MS,
  names: NAME_REST_MS,
  gone_members: KEPT_OF_GONE_MS,
  gone_measures: KEPT_OF_GONE_MS,
  gone_masks: KEPT_OF_GONE_MS,
  gone_traces: KEPT_OF_GONE_MS,
} as const;

/** Something that is forgotten when its time has passed. */
export type Forgotten = keyof typeof FORGOTTEN;

/** What is older than this may be forgotten, in milliseconds; 0 when nothing may. */
export type CutOffs = Record<Forgotten, number> & {
  /**
   * The time that has certainly come: a clock that is set forward changes it only after servers have
   * run for a day. Never later than the time of the entry; 0 before the first day.
   */
  certainMs: number;
};

/** Whether there is more to do of the same. */
export interface Piece {
  more: boolean;
}

/** Entries about tidying up. Each does at most so much (`limit`), so that no commit waits long. */
export interface HousekeepingEntries {
  /** Notes for how long a server was seen running since the last of these; says what is too old now. */
  note_uptime: { fields: { elapsedMs: number }; result: CutOffs };
  /** Forgets what was used, or set, at a time or before it. */
  forget: { fields: { what: Forgotten; upToMs: number; limit: number }; result: Piece };
  /** Clears away messages of rooms that were deleted, and then those rooms. */
  clear_deleted_rooms: { fields: { limit: number }; result: Piece };
  /** Notes that these sessions are in use. */
  note_use: { fields: { sessions: readonly number[] }; result: null };
}

/** Applies {@linkcode HousekeepingEntries}. */
export const HOUSEKEEPING_APPLIERS: Appliers<HousekeepingEntries> = {
  note_uptime(store, { elapsedMs, timeMs }) {
    noteUptime(store, { elapsedMs, timeMs });
    return {
      sessions: seenBefore(store, FORGOTTEN.sessions),
      nonces: seenBefore(store, FORGOTTEN.nonces),
      change_nonces: seenBefore(store, FORGOTTEN.change_nonces),
      reports: seenBefore(store, FORGOTTEN.reports),
      names: seenBefore(store, FORGOTTEN.names),
      gone_members: seenBefore(store, FORGOTTEN.gone_members),
      gone_measures: seenBefore(store, FORGOTTEN.gone_measures),
      gone_masks: seenBefore(store, FORGOTTEN.gone_masks),
      gone_traces: seenBefore(store, FORGOTTEN.gone_traces),
      certainMs: certainTime(store, timeMs),
    };
  },

  forget(store, { what, upToMs, limit }) {
    const { changes } = store.run(FORGETTING[what], upToMs, limit);
    return { more: changes === limit };
  },

  clear_deleted_rooms: (store: WriteStore, { limit }) => ({ more: clearDeletedRoom(store, limit) }),

  note_use(store, { sessions, timeMs }) {
    for (const session of sessions) {
      store.run("UPDATE sessions SET used_ms = ? WHERE id = ?", timeMs, session);
    }
    return null;
  },
};

function certainTime(store: WriteStore, timeMs: number): number {
  const before = seenBefore(store, DOUBTED_MS);
  return before === 0 ? 0 : Math.min(timeMs, before + DOUBTED_MS);
}

/** In an order that is the same everywhere, as only some may go at once. */
const FORGETTING: Readonly<Record<Forgotten, string>> = {
  sessions: `DELETE FROM sessions WHERE id IN (
    SELECT id FROM sessions WHERE used_ms <= ? ORDER BY used_ms, id LIMIT ?)`,
  nonces: `DELETE FROM nonces WHERE (account, nonce) IN (
    SELECT account, nonce FROM nonces WHERE time_ms <= ? ORDER BY time_ms, account, nonce LIMIT ?)`,
  change_nonces: `DELETE FROM change_nonces WHERE (account, nonce) IN (
    SELECT account, nonce FROM change_nonces WHERE time_ms <= ?
    ORDER BY time_ms, account, nonce LIMIT ?)`,
  reports: `DELETE FROM reports WHERE id IN (
    SELECT id FROM reports WHERE resolved_ms <= ? ORDER BY resolved_ms, id LIMIT ?)`,
  names: `UPDATE accounts SET folded_name = NULL WHERE id IN (
    SELECT id FROM accounts WHERE deleted_ms <= ? AND folded_name IS NOT NULL
    ORDER BY deleted_ms, id LIMIT ?)`,
  gone_members: `DELETE FROM gone_members WHERE (room, account) IN (
    SELECT room, account FROM gone_members WHERE gone_ms <= ? ORDER BY gone_ms, room, account LIMIT ?)`,
  gone_measures: `DELETE FROM gone_measures WHERE (room, account, kind) IN (
    SELECT room, account, kind FROM gone_measures WHERE gone_ms <= ?
    ORDER BY gone_ms, room, account, kind LIMIT ?)`,
  gone_masks: `DELETE FROM gone_masks WHERE (room, kind, mask, is_of_accounts) IN (
    SELECT room, kind, mask, is_of_accounts FROM gone_masks WHERE gone_ms <= ?
    ORDER BY gone_ms, room, kind, mask, is_of_accounts LIMIT ?)`,
  gone_traces: `DELETE FROM gone_traces WHERE (room, account) IN (
    SELECT room, account FROM gone_traces WHERE gone_ms <= ? ORDER BY gone_ms, room, account LIMIT ?)`,
};
