/**
 * For how long servers were seen running. A clock may be wrong by months; what is destroyed by time is
 * destroyed only once so much time has been seen to pass since, whatever the clock says.
 */
import type { Store } from "../../database/store.ts";
import type { WriteStore } from "../write_store.ts";

/** How much of what was seen lies between two records, in milliseconds. */
const RECORD_EVERY_MS = 60 * 60 * 1_000;

/** No question goes back further than this; older records are dropped. */
const KEPT_MS = 100 * 24 * 60 * 60 * 1_000;

/** Notes that so much more was seen (`elapsedMs`), and which time it is. */
export function noteUptime(
  store: WriteStore,
  { elapsedMs, timeMs }: { elapsedMs: number; timeMs: number },
): void {
  const seenMs = store.meta("seen_ms") + elapsedMs;
  store.run("UPDATE meta SET value = ? WHERE name = 'seen_ms'", seenMs);
  const last = store.get("SELECT max(seen_ms) AS seen_ms FROM uptime")?.["seen_ms"];
  if (typeof last === "number" && seenMs - last < RECORD_EVERY_MS) return;
  store.run("INSERT INTO uptime (seen_ms, time_ms) VALUES (?, ?)", seenMs, timeMs);
  store.run("DELETE FROM uptime WHERE seen_ms < ?", seenMs - KEPT_MS);
}

/** The latest time since which at least `ageMs` were seen to pass; 0 when there is none. */
export function seenBefore(store: Store, ageMs: number): number {
  const row = store.get(
    `SELECT max(time_ms) AS time_ms FROM uptime
     WHERE seen_ms <= (SELECT value FROM meta WHERE name = 'seen_ms') - ?`,
    ageMs,
  );
  return Number(row?.["time_ms"] ?? 0);
}
