/**
 * Appends what nobody asks for: the end of what is over, and the forgetting of what is past its time.
 * One `Housekeeping` does that for all servers that share a journal; the others only apply it.
 */
import { SERVER } from "./actors.ts";
import type { Committed, Journal } from "./journal.ts";
import type { Forgotten } from "./write/housekeeping/housekeeping.ts";

/** Most measures that one entry notes the end of. */
const EXPIRED_AT_ONCE = 500;

/** Most rows that one entry forgets: a commit waits some ten milliseconds for them. */
const FORGOTTEN_AT_ONCE = 5_000;

/** Most messages of a deleted room that one entry clears away. */
const CLEARED_AT_ONCE = 500;

/** Most messages that are taken away at once because their time is over. */
const EXPIRED_MESSAGES_AT_ONCE = 500;

/** Most sessions of which one entry notes that they are in use. */
const NOTED_AT_ONCE = 1_000;

/** How often it is noted which sessions are in use, in milliseconds. */
const NOTE_USE_EVERY_MS = 6 * 60 * 60 * 1_000;

const FORGOTTEN: readonly Forgotten[] = [
  "sessions",
  "nonces",
  "change_nonces",
  "reports",
  "names",
  "gone_members",
  "gone_measures",
  "gone_masks",
  "gone_traces",
];

/** Options of a {@linkcode Housekeeping}. */
export interface HousekeepingOptions {
  journal: Journal;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
  /** For how long messages are kept on this server, in milliseconds; 0 for ever. */
  retentionMs: number;
  /** Whether this server does it, of those that share the journal. */
  isKeeper(): boolean;
  /** The sessions that are connected. */
  sessionsInUse(): Iterable<number>;
  /** Called with what went wrong; the next call of the same tries again. */
  onFailure(message: string): void;
}

/** Looks after one journal. What is under way already is not begun twice. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  readonly #underWay = new Map<string, Promise<void>>();
  #notedMs: number;
  #usedMs: number;
  /** Whether a room may have been deleted since the clearing under way has looked for one. */
  #mustClear = false;
  /** The time that has certainly come, as it was noted last. */
  #certainMs = 0;
  #closed = false;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
    this.#notedMs = options.elapsed();
    this.#usedMs = this.#notedMs;
  }

  /**
   * Notes the end of bans and mutes that is over, so that people are told; call it often. They hold
   * nobody back from their end on, noted or not.
   */
  expire(): Promise<void> {
    if (!this.#options.isKeeper()) return Promise.resolve();
    return this.#alone("end what is over", async () => {
      const { journal } = this.#options;
      let isDue = await journal.query("is_measure_due", {});
      while (isDue && !this.#closed) {
        const expired = await journal.append("expire", { actor: SERVER, limit: EXPIRED_AT_ONCE });
        isDue = expired.more;
      }
    });
  }

  /**
   * Ends guests that other nodes have left behind, of those that share the journal; call it often. A
   * server by itself knows when the last connection of a guest ends.
   */
  endGuests(): Promise<void> {
    const { isKeeper, journal } = this.#options;
    if (!journal.isShared || !isKeeper()) return Promise.resolve();
    return this.#alone("end guests that are gone", async () => {
      if (!await journal.query("has_guests", {})) return;
      await this.#repeat(() => journal.append("end_guests", { actor: SERVER }));
    });
  }

  /** Notes that what was said about registration for some time holds no more. */
  endRegistration(): Promise<void> {
    if (!this.#options.isKeeper()) return Promise.resolve();
    return this.#alone("end what was said about registration", async () => {
      await this.#options.journal.append("end_registration", { actor: SERVER });
    });
  }

  /** Notes what was seen of time, and forgets what is past it; call it now and then, and at first. */
  tidy(): Promise<void> {
    return this.#alone("tidy up", async () => {
      const { journal } = this.#options;
      await this.#noteUse();
      const elapsedMs = this.#takeElapsed();
      if (!this.#options.isKeeper()) return;
      const cutOffs = await journal.append("note_uptime", { actor: SERVER, elapsedMs });
      this.#certainMs = cutOffs.certainMs;
      for (const what of FORGOTTEN) {
        const forgetting = { actor: SERVER, what, upToMs: cutOffs[what] };
        const limit = FORGOTTEN_AT_ONCE;
        if (forgetting.upToMs === 0) continue;
        await this.#repeat(() => journal.append("forget", { ...forgetting, limit }));
      }
    });
  }

  /** Clears away the messages of rooms that were deleted, those of meanwhile included. */
  clearRooms(): Promise<void> {
    this.#mustClear = true;
    if (!this.#options.isKeeper()) return Promise.resolve();
    return this.#alone("clear deleted rooms away", async () => {
      const { journal } = this.#options;
      const limit = CLEARED_AT_ONCE;
      while (this.#mustClear && !this.#closed) {
        this.#mustClear = false;
        await this.#repeat(() => journal.append("clear_deleted_rooms", { actor: SERVER, limit }));
      }
    });
  }

  /** Takes away what was said longer ago than it is kept; call it after `tidy()`. */
  expireMessages(): Promise<void> {
    if (!this.#options.isKeeper()) return Promise.resolve();
    return this.#alone("take old messages away", async () => {
      const { journal, retentionMs: ageMs } = this.#options;
      const nowMs = this.#certainMs;
      const limit = EXPIRED_MESSAGES_AT_ONCE;
      let afterRoom: number | undefined = nowMs === 0 ? undefined : 0;
      while (afterRoom !== undefined && !this.#closed) {
        const expiring = { actor: SERVER, nowMs, ageMs, afterRoom, limit };
        afterRoom = (await journal.append("expire_messages", expiring)).next;
      }
    });
  }

  /** Begins what follows from entries that were committed. */
  follow(committed: readonly Committed[]): void {
    const mayHaveDeletedRooms = committed.some(({ kind }) =>
      kind === "delete_room" || kind === "delete_account" || kind === "end_account"
    );
    if (mayHaveDeletedRooms) void this.clearRooms();
  }

  /** Begins nothing any more, and notes what was seen of time since the last note. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#underWay.values());
    const elapsedMs = this.#takeElapsed();
    if (!this.#options.isKeeper()) return;
    // Where it cannot be stored, things are kept a little longer.
    await this.#options.journal.append("note_uptime", { actor: SERVER, elapsedMs }).catch(() => {});
  }

  /** Sessions are used as long as they are connected, not only when they come and go. */
  async #noteUse(): Promise<void> {
    const { journal, sessionsInUse, elapsed } = this.#options;
    if (elapsed() - this.#usedMs < NOTE_USE_EVERY_MS) return;
    this.#usedMs = elapsed();
    const all = [...new Set(sessionsInUse())];
    for (let start = 0; start < all.length; start += NOTED_AT_ONCE) {
      const sessions = all.slice(start, start + NOTED_AT_ONCE);
      await journal.append("note_use", { actor: SERVER, sessions });
    }
  }

  #takeElapsed(): number {
    const nowMs = this.#options.elapsed();
    const elapsedMs = Math.max(0, Math.floor(nowMs - this.#notedMs));
    this.#notedMs += elapsedMs;
    return elapsedMs;
  }

  /** Piece by piece, so that everybody's commits get in between. */
  async #repeat(piece: () => Promise<{ more: boolean }>): Promise<void> {
    let hasMore = true;
    while (hasMore && !this.#closed) hasMore = (await piece()).more;
  }

  #alone(what: string, act: () => Promise<void>): Promise<void> {
    const current = this.#underWay.get(what);
    if (current !== undefined) return current;
    const begun = act()
      .catch((error: unknown) => {
        if (!this.#closed) this.#options.onFailure(`Cannot ${what}: ${String(error)}`);
      })
      .finally(() => this.#underWay.delete(what));
    this.#underWay.set(what, begun);
    return begun;
  }
}
