/** Replaces a connection that has ended by the next one, with growing pauses between the attempts. */
import { backoffMs } from "../base/backoff.ts";
import { busyPauseMs } from "../base/busy.ts";
import { type Clock, pause } from "../base/clock.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import type { Connection } from "./connection.ts";

/** A connection that lived this long was a good one: the pauses begin anew after it. */
const GOOD_CONNECTION_MS = 10_000;

/** What it has to know of a connection. */
type Ending = Pick<Connection, "ended">;

/** What it takes to keep a link alive. */
export interface KeepAliveOptions {
  /** The connection that there is at the beginning. */
  first: Ending;
  clock: Clock;
  /** A number from 0 to 1. */
  random: () => number;
  /** How long to wait before which attempt, in milliseconds. @default {@linkcode backoffMs} */
  pauseMs?: ((attempt: number, random: number) => number) | undefined;
  /** Ends it without a failure. */
  leaving: AbortSignal;
  /** A connection has ended; returns a failure when there must be no other one. */
  ended: (reason: string) => ClientFailure | undefined;
  /** The next attempt comes after `pauseMs`. */
  waiting: (reason: string, pauseMs: number) => Promise<void>;
  /** One attempt to be where the last connection was. */
  resume: () => Promise<Ending>;
}

/** Resolves when there will be no further connection: with the failure, or because of `leaving`. */
export async function keepAlive(options: KeepAliveOptions): Promise<ClientFailure | undefined> {
  const { clock, leaving, pauseMs: pauseBefore = backoffMs, random } = options;
  let connection: Ending | undefined = options.first;
  let reason = "";
  let attempt = 0;
  let leastPauseMs = 0;
  for (;;) {
    if (connection !== undefined) {
      const sinceMs = clock.nowMs();
      reason = await connection.ended;
      if (clock.nowMs() - sinceMs >= GOOD_CONNECTION_MS) attempt = 0;
      const failure = options.ended(reason);
      if (leaving.aborted) return undefined;
      if (failure !== undefined) return failure;
    }
    const pauseMs = Math.max(pauseBefore(attempt++, random()), leastPauseMs);
    await options.waiting(reason, pauseMs);
    await pause(clock, pauseMs, leaving);
    if (leaving.aborted) return undefined;
    try {
      connection = await options.resume();
      leastPauseMs = 0;
    } catch (error) {
      if (isFinal(error)) return error;
      connection = undefined;
      reason = reasonOf(error);
      leastPauseMs = busyPauseMs(error);
    }
  }
}

/** Errors that another attempt cannot change. */
function isFinal(error: unknown): error is ClientFailure {
  return error instanceof ClientFailure && error.exitCode !== EXIT.cannotConnect;
}
