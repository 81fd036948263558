/** Tries to move a file until it is there: over lost connections, and with the patience servers ask for. */
import { backoffMs } from "../base/backoff.ts";
import { busyPauseMs, isBusy } from "../base/busy.ts";
import { type Clock, pause } from "../base/clock.ts";
import { ClientFailure, ConnectionLost, EXIT } from "../base/failure.ts";
import { FileRefused } from "./file_requests.ts";
import { SourceFailed } from "./http/http_connection.ts";
import { NoRoom } from "./room_patience.ts";

/** So often a server may say that it does not know the login: a new token may be on its way. */
const MAX_STRANGERS = 4;
/** So often in a row a mishap inside the server is taken for one. */
const MAX_MISHAPS = 6;

/** What trying works with. */
export interface AttemptOptions {
  clock: Clock;
  /** A number from 0 to 1. */
  random: () => number;
  signal: AbortSignal;
  /** How many bytes are there; more than at the last attempt means that it is getting on. */
  done: () => number;
  /** The next attempt comes after a pause. */
  waiting: (error: unknown, pauseMs: number) => void;
}

/**
 * Runs `attempt` until it succeeds. Rejects with what cannot be helped by trying again, and with the
 * reason of `signal`.
 */
export async function untilItWorks<T>(
  attempt: () => Promise<T>,
  { clock, done, random, signal, waiting }: AttemptOptions,
): Promise<T> {
  let inVain = 0;
  let strangers = 0;
  let mishaps = 0;
  for (let before = done();; before = done()) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (thrown) {
      signal.throwIfAborted();
      const error = thrown instanceof SourceFailed ? thrown.cause : thrown;
      if (done() > before) inVain = strangers = mishaps = 0;
      strangers += isStranger(error) ? 1 : 0;
      mishaps += isMishap(error) ? 1 : 0;
      if (!mayHelp(error) || strangers > MAX_STRANGERS || mishaps > MAX_MISHAPS) throw error;
      const asked = askedPauseMs(error);
      const pauseMs = Math.max(asked, backoffMs(inVain++, random()));
      waiting(error, pauseMs);
      await pause(clock, pauseMs, signal);
    }
  }
}

/** How long the server wants to be left alone. */
function askedPauseMs(error: unknown): number {
  if (error instanceof NoRoom) return error.pauseMs;
  return error instanceof FileRefused ? busyPauseMs(error.error) : busyPauseMs(error);
}

/** Whether the same may succeed a little later. */
function mayHelp(error: unknown): boolean {
  if (error instanceof ConnectionLost || error instanceof NoRoom || isBusy(error)) return true;
  if (error instanceof ClientFailure) return error.exitCode === EXIT.cannotConnect;
  if (error instanceof FileRefused) {
    return isBusy(error.error) || isStranger(error) || isMishap(error);
  }
  return false;
}

function isStranger(error: unknown): boolean {
  return error instanceof FileRefused && error.status === 401;
}

function isMishap(error: unknown): boolean {
  return error instanceof FileRefused &&
    (error.status === 500 || error.status === 502 || error.status === 503 || error.status === 504);
}
