/** How many connections the system has files for: each connection is one. */
import { StartError } from "../base/start_error.ts";

/** Files that the server needs besides: the database, its workers, connections in their handshake. */
const RESERVED_FILES = 200;

/** With fewer than these the runtime itself fails when the first client comes. */
const LEAST_FILES = 64;

/**
 * The number of connections that can be open at once: what was asked for, or what the limit on open
 * files leaves. A server that runs out of files cannot accept anybody any more.
 *
 * The limit is found by opening `file` as often as needed (some 10 µs each), because the system tells
 * it only to programs that may read everything.
 *
 * @throws {StartError} when there are too few files to run at all.
 */
export function possibleConnections(wanted: number, file: string): number {
  const opened: Deno.FsFile[] = [];
  try {
    while (opened.length < wanted + RESERVED_FILES) opened.push(Deno.openSync(file));
    return wanted;
  } catch {
    // Whatever stopped it, more than these cannot be had.
  } finally {
    for (const handle of opened) handle.close();
  }
  if (opened.length < LEAST_FILES) {
    throw new StartError(
      `The limit on open files leaves ${opened.length}, and the server needs at least ` +
        `${LEAST_FILES}. Raise it with ulimit -n, or with LimitNOFILE= in a service.`,
    );
  }
  const possible = Math.max(Math.floor(opened.length / 4), opened.length - RESERVED_FILES);
  return Math.min(wanted, possible);
}
