/** Tells a server that has no time at the moment from one that says no. */
import { ChatError, type ErrorCode } from "../../protocol/errors.ts";

const PASSING: readonly ErrorCode[] = ["busy", "slow_down", "too_many_connections"];

/** Pause before the next try when the server does not say how long to wait. */
const BUSY_PAUSE_MS = 1_000;

/** Whether the same request may succeed a little later. */
export function isBusy(error: unknown): error is ChatError {
  return error instanceof ChatError && PASSING.includes(error.code);
}

/** How long a busy server wants to be left alone; 0 for every other error. */
export function busyPauseMs(error: unknown): number {
  if (!isBusy(error)) return 0;
  return error.retryAfterSeconds === undefined ? BUSY_PAUSE_MS : error.retryAfterSeconds * 1_000;
}
