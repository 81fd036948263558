/** Who does something where, so that nobody's pocket rings for what they have before their eyes. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { Committed } from "../journal/journal.ts";
import type { OnlineAccount } from "../live/online_account.ts";

/** For how long a device at which somebody has done something is thought to be looked at. */
export const ACTIVE_MS = 60_000;

/** How long those that are connected have to say that a message was read, in milliseconds. */
export const CONNECTED_MS = 3_000;

/** Most accounts that are remembered. */
const MAX_ACCOUNTS = 20_000;

/** What people do that shows that they look. */
const SIGNS = new Set<Committed["kind"]>([
  "say_room",
  "say_direct",
  "say_sealed",
  "say_sealed_room",
  "edit",
  "edit_sealed",
  "react",
  "react_sealed",
  "mark_read",
]);

/** Remembers the last device of each account at which something was done. */
export class Activity {
  readonly #elapsed: () => number;
  readonly #seen = new BoundedMap<number, { session: number; atMs: number }>(MAX_ACCOUNTS);

  /** `elapsed` gives milliseconds of a clock that only goes forward. */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** Notes what was committed. */
  note({ entry, from, kind }: Committed): void {
    const session = sessionOf(from);
    if (session === undefined || !SIGNS.has(kind)) return;
    this.#seen.set(entry.actor, { session, atMs: this.#elapsed() });
  }

  /**
   * For how many milliseconds a push to a session waits, because the account may read elsewhere in
   * that time: none when it is nowhere connected.
   */
  pauseMs(account: OnlineAccount | undefined, session: number): number {
    if (account === undefined) return 0;
    const seen = this.#seen.get(account.id);
    if (seen === undefined || seen.session === session) return CONNECTED_MS;
    const isThere = [...account.connections].some(({ identity }) =>
      identity?.session === seen.session
    );
    if (!isThere) return CONNECTED_MS;
    return Math.max(CONNECTED_MS, seen.atMs + ACTIVE_MS - this.#elapsed());
  }
}

/** The session of the connection whose request it was. */
function sessionOf(from: unknown): number | undefined {
  const { identity } = (from ?? {}) as { identity?: { session?: unknown } };
  return typeof identity?.session === "number" ? identity.session : undefined;
}
