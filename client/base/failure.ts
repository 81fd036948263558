/** How the client ends when it cannot go on: an exit code for scripts and sentences for people. */

/** Exit codes of `chat connect` that scripts can rely on. */
export const EXIT = {
  fine: 0,
  error: 1,
  usage: 2,
  cannotConnect: 3,
  refused: 4,
  keyChanged: 5,
} as const;

/** One of the exit codes in {@linkcode EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the client: `message` is for people and says what to do, `exitCode` is for scripts. */
export class ClientFailure extends Error {
  override readonly name = "ClientFailure";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The connection that a request was waiting on is gone; the request may or may not have arrived. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** It was sent so long ago that the server may have forgotten it: sending it again might double it. */
export class PerhapsStored extends ConnectionLost {}

/** Returns what `error` says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
