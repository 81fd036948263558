/** How long to wait before the next attempt to connect. */

/** Shortest and longest pause between two attempts, before the jitter. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The pause before attempt number `attempt` (0 is the first one after the loss): doubles from half
 * a second up to thirty. `random` (0 to 1) takes up to half of it off, so that the clients of a
 * server that restarts do not all come back in the same instant.
 */
export function backoffMs(attempt: number, random: number): number {
  const fullMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 30));
  return Math.round(fullMs * (1 - random / 2));
}
