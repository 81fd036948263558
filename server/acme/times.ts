/** When a certificate is renewed, and when it is tried again after that has failed. */

const MINUTE_MS = 60 * 1_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The first wait after a failure, and the longest; each one is twice the one before, in milliseconds. */
const FIRST_WAIT_MS = 10 * MINUTE_MS;
const LONGEST_WAIT_MS = 12 * HOUR_MS;

/** By up to which share a wait is longer, so that not all servers come at once. */
const SPREAD = 0.25;

/** From when on a certificate is renewed that nobody has said more about: two thirds of its lifetime. */
export function renewalTimeMs(
  { validFrom, validUntil }: { validFrom: Date; validUntil: Date },
): number {
  const [from, until] = [validFrom.getTime(), validUntil.getTime()];
  return Math.round(from + (until - from) * 2 / 3);
}

/**
 * A moment within a window that the authority suggests (RFC 9773, section 4.2), but never so late that
 * nothing could go wrong any more: a sixth of the lifetime is left.
 */
export function suggestedTimeMs(
  { startMs, endMs }: { startMs: number; endMs: number },
  { validFrom, validUntil, random }: { validFrom: Date; validUntil: Date; random: () => number },
): number {
  const [from, until] = [validFrom.getTime(), validUntil.getTime()];
  const latest = until - (until - from) / 6;
  return Math.round(Math.min(startMs + (endMs - startMs) * random(), latest));
}

/**
 * How long to wait after so many failures in a row, in milliseconds: as long as the authority asks for,
 * at least.
 */
export function retryWaitMs(
  failures: number,
  { random, retryAfterMs = 0 }: { random: () => number; retryAfterMs?: number | undefined },
): number {
  const doubled = FIRST_WAIT_MS * 2 ** Math.min(Math.max(failures - 1, 0), 20);
  const ours = Math.min(doubled, LONGEST_WAIT_MS) * (1 + SPREAD * random());
  return Math.round(Math.max(ours, retryAfterMs));
}
