/** Queries about which database this is, and when servers were started on it. */
import type { Readers } from "../applier.ts";
import { type DatabasePast, databasePast } from "../write/housekeeping/starts.ts";

/** Queries about starts. */
export interface StartQueries {
  /** What the database knows of itself. */
  database_past: { fields: Record<never, never>; result: DatabasePast };
}

/** Answers {@linkcode StartQueries}. */
export const START_READERS: Readers<StartQueries> = {
  database_past: (store) => databasePast(store),
};
