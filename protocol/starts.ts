/** Finds out where what is known of a database and the database itself part: it may have been restored. */
import type { Start } from "./records.ts";

/** Most starts that are kept and told. */
export const MAX_STARTS = 8;

/** How far somebody knows a database. */
export interface KnownPast {
  /** Newest first. */
  starts: readonly Start[];
  /** The greatest id that belongs to the newest of them. */
  lastId: number;
}

/**
 * The id up to which both say the same: everything after it is told by one of them alone. `undefined`
 * when they have no start in common, so that nothing can be said.
 */
export function agreedId(one: KnownPast, other: KnownPast): number | undefined {
  for (const [index, { start }] of one.starts.entries()) {
    const there = other.starts.findIndex((started) => started.start === start);
    if (there >= 0) return Math.min(endOf(one, index), endOf(other, there));
  }
  return undefined;
}

/** The greatest id before the next start. */
function endOf({ starts, lastId }: KnownPast, index: number): number {
  return starts[index - 1]?.last_id ?? lastId;
}
