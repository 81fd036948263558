/** For how long messages are kept: of a room, and of the server, of which the shorter one counts. */
import { MAX_DURATION_SECONDS } from "../../protocol/duration.ts";
import { ChatError } from "../../protocol/errors.ts";
import { MIN_RETENTION_SECONDS } from "../../protocol/limits.ts";

/**
 * Sees to it that messages may go after so many seconds; 0 is never.
 *
 * @throws {ChatError} `bad_field`.
 */
export function checkRetention(seconds: number): void {
  if (seconds === 0 || seconds >= MIN_RETENTION_SECONDS && seconds <= MAX_DURATION_SECONDS) return;
  throw new ChatError("bad_field", "Messages are kept for a day at least, and ten years at most");
}
