/** How long the server can be relied on to know a message again by its nonce. */
import { NONCE_LIFETIME_MS } from "../../../protocol/limits.ts";

/** So long before the server forgets a nonce nothing is said again by itself. */
const SAFETY_MS = 60 * 60 * 1_000;

/**
 * Whether what was perhaps said at `sinceMs` might be said twice at `nowMs`: somebody has to look
 * first. Both are Unix milliseconds.
 */
export function isNonceOld(sinceMs: number, nowMs: number): boolean {
  return nowMs - sinceMs > NONCE_LIFETIME_MS - SAFETY_MS;
}
