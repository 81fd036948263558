/** What may be done only so often within an hour, counted by what is kept of it. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Row } from "../database/store.ts";

/** An hour, in milliseconds. */
export const HOUR_MS = 60 * 60 * 1_000;

/**
 * Refuses what was done `most` times within the hour before `timeMs`; `done` is how often that was
 * (`count`), and when the first of them (`first`).
 *
 * @throws {ChatError} `slow_down` with this sentence, and after how long one of them is over.
 */
export function checkHourly(
  done: Row | undefined,
  { most, sentence, timeMs }: { most: number; sentence: string; timeMs: number },
): void {
  if (Number(done?.["count"]) < most) return;
  const waitMs = Number(done?.["first"]) + HOUR_MS - timeMs;
  throw new ChatError("slow_down", sentence, {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
  });
}
