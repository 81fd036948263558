/**
 * Which database this is, and when servers were started on it. Clients and a file beside the database
 * know the starts that they have seen, and so notice when an older copy was put in its place.
 */
import { MAX_STARTS } from "../../../../protocol/starts.ts";
import type { Start } from "../../../../protocol/records.ts";
import type { Appliers } from "../../applier.ts";
import type { Store } from "../../database/store.ts";
import type { WriteStore } from "../write_store.ts";

/** So many ids are skipped between two starts at most, because clients know greater ones. */
export const MAX_SKIPPED_IDS = 1_000_000;

/** What a database knows of itself. */
export interface DatabasePast {
  /** What it is called; empty before the first start that says so. */
  database: string;
  /** The last starts, newest first. */
  starts: readonly Start[];
}

/** Entries about starts. */
export interface StartEntries {
  /**
   * A server starts. With `database` the database is called so from now on; ids go on above `leastId`,
   * because they have been given out already, though not by this copy.
   */
  note_start: {
    fields: { start: string; database: string | undefined; leastId: number };
    result: DatabasePast;
  };
  /**
   * Has ids go on above the one that a client knows, when that is at most
   * {@linkcode MAX_SKIPPED_IDS} above those of the last start; returns the greatest id of now and the
   * one at the last start.
   */
  skip_ids: { fields: { upTo: number }; result: { lastId: number; startedAfter: number } };
}

/** Applies {@linkcode StartEntries}. */
export const START_APPLIERS: Appliers<StartEntries> = {
  note_start(store, { start, database, leastId }) {
    const before = databasePast(store);
    const starts = [{ start, last_id: store.lastId }, ...before.starts].slice(0, MAX_STARTS);
    const past = { database: database ?? before.database, starts };
    keepPast(store, past);
    store.skipTo(leastId);
    return past;
  },

  skip_ids(store, { upTo }) {
    const startedAfter = databasePast(store).starts[0]?.last_id ?? store.lastId;
    if (upTo <= startedAfter + MAX_SKIPPED_IDS) store.skipTo(upTo);
    return { lastId: store.lastId, startedAfter };
  },
};

/** What the database knows of itself. */
export function databasePast(store: Store): DatabasePast {
  const row = store.get("SELECT value FROM settings WHERE name = 'database_past'");
  return row === undefined ? { database: "", starts: [] } : JSON.parse(String(row["value"]));
}

function keepPast(store: WriteStore, past: DatabasePast): void {
  store.run(
    "INSERT OR REPLACE INTO settings (name, value) VALUES ('database_past', ?)",
    JSON.stringify(past),
  );
}
