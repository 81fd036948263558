/** How long a message may be sent again without being looked for first. */
import { NONCE_LIFETIME_MS } from "../../protocol/limits.ts";

/** Clocks that differ, and what takes its time on the way. */
const SAFETY_MS = 60 * 60 * 1_000;

/**
 * Whether the server may have forgotten a nonce with which a message was first sent at `sinceMs`, so
 * that the same message could be stored a second time. Both are times of day in milliseconds; an
 * hour before the server forgets it the answer is yes, and so it is when the clock was set back.
 */
export function mayBeForgotten(
  { nowMs, sinceMs }: { nowMs: number; sinceMs: number },
): boolean {
  const ageMs = nowMs - sinceMs;
  return ageMs > NONCE_LIFETIME_MS - SAFETY_MS || ageMs < -SAFETY_MS;
}
