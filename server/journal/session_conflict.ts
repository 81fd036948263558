/** What becomes of a session too many. */

/** A connection too many is refused, or takes the place of the oldest. */
export type SessionConflict = "refuse" | "takeover";
