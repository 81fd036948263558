/** How many sessions of one account may be connected at once, and what becomes of one too many. */
import { ChatError } from "../../protocol/errors.ts";
import type { SessionConflict } from "../journal/session_conflict.ts";
import type { Listener } from "./listener.ts";

/** Options of a {@linkcode SessionLimit}. */
export interface SessionLimitOptions {
  /** Sessions of one account that may be connected at once; 0 means any number. */
  sessionsPerUser: number;
  sessionConflict: SessionConflict;
}

/** Decides about each connection that wants to enter. */
export class SessionLimit {
  readonly #options: SessionLimitOptions;

  constructor(options: SessionLimitOptions) {
    this.#options = options;
  }

  /**
   * Returns the connections that have to go before one more of the session `id` (undefined: of a new
   * session) may enter. A session that comes back takes the place of its own older connection, which
   * may not know yet that it is dead. Of sessions at other nodes (`elsewhere`) it is the journal that
   * says which go (write/cluster/presence.ts).
   *
   * @throws {ChatError} `already_connected`.
   */
  toClose(
    connected: Iterable<Listener>,
    id: number | undefined,
    elsewhere: Iterable<number> = [],
  ): Listener[] {
    const { sessionsPerUser, sessionConflict } = this.#options;
    if (sessionsPerUser === 0) return [];
    const own: Listener[] = [];
    const others = new Map<number, Listener[]>();
    for (const connection of connected) {
      const session = connection.identity?.session;
      if (session === undefined || connection.isClosing) continue;
      if (session === id) own.push(connection);
      else others.set(session, [...(others.get(session) ?? []), connection]);
    }
    const all = new Set([...others.keys(), ...elsewhere]);
    if (id !== undefined) all.delete(id);
    const tooMany = all.size + 1 - sessionsPerUser;
    if (tooMany <= 0) return own;
    if (sessionConflict === "refuse") throw new ChatError("already_connected");
    if (all.size > others.size) return own;
    // Those of a set are in the order in which they entered.
    return [...own, ...[...others.values()].slice(0, tooMany).flat()];
  }
}
