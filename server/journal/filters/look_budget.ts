/** How much filters look at of what one account writes: some texts are hard to look through. */
import { ChatError } from "../../../protocol/errors.ts";

/**
 * Steps of the one thread that writes; at the worst a step takes some 20 ns. The longest text with the
 * patterns of a server and of a room at their largest is five million of them.
 */
const BURST_STEPS = 20_000_000;
/** How many become free again each millisecond. */
const STEPS_PER_MS = 1_000;

/**
 * A look of up to so many steps counts nothing: messages of ordinary length are that, and whoever
 * writes many of them is slowed down by other limits.
 */
const FREE_STEPS = 50_000;

/** What an account had used up of its budget at a time; kept in the database with the account. */
export interface LooksUsed {
  steps: number;
  atMs: number;
}

/**
 * Sees to it that nobody holds up everybody's commits with texts made for the patterns of a room.
 *
 * @throws {ChatError} `slow_down` when what the account wrote before took too much looking.
 */
export function checkLooks(used: LooksUsed, nowMs: number): void {
  const over = usedAt(used, nowMs) - BURST_STEPS;
  if (over <= 0) return;
  const retryAfterSeconds = Math.ceil(over / STEPS_PER_MS / 1_000);
  throw new ChatError(
    "slow_down",
    "The filters here take long for what you write; " +
      `wait ${retryAfterSeconds} s and write less at once`,
    { retryAfterSeconds },
  );
}

/** What was used after one more look; undefined when that is not worth writing down. */
export function withLook(used: LooksUsed, steps: number, nowMs: number): LooksUsed | undefined {
  if (steps <= FREE_STEPS) return undefined;
  return { steps: usedAt(used, nowMs) + steps, atMs: nowMs };
}

function usedAt({ steps, atMs }: LooksUsed, nowMs: number): number {
  return Math.max(0, steps - Math.max(0, nowMs - atMs) * STEPS_PER_MS);
}
