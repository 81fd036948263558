/** The time that entries are stamped with: the clock's, but never backwards. */

/**
 * How fast the time goes on while the clock is behind it. A little slower, so that the two meet again;
 * what is to last five seconds lasts hardly longer than that, however far the clock was set back.
 */
const CATCHING_UP = 0.9;

/** Where the time of a {@linkcode JournalClock} comes from. */
export interface JournalClockOptions {
  /** What the clock shows, in milliseconds since 1970; it may be set forward and back at any time. */
  now(): number;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
  /** The time of the last entry that there is; 0 for none. */
  lastTimeMs: number;
}

/** Tells the time of a journal: each time is the one before it, or later. */
export class JournalClock {
  readonly #options: JournalClockOptions;
  #timeMs: number;
  #elapsedMs: number;

  constructor(options: JournalClockOptions) {
    this.#options = options;
    this.#timeMs = options.lastTimeMs;
    this.#elapsedMs = options.elapsed();
  }

  /** Something has happened at this time: the clock is there by now, too. */
  reached(timeMs: number): void {
    this.#timeMs = Math.max(this.#timeMs, timeMs);
  }

  /** The time, in whole milliseconds since 1970. */
  timeMs(): number {
    const elapsedMs = this.#options.elapsed();
    const passedMs = Math.max(0, elapsedMs - this.#elapsedMs);
    this.#elapsedMs = elapsedMs;
    this.#timeMs = Math.max(this.#options.now(), this.#timeMs + passedMs * CATCHING_UP);
    return Math.floor(this.#timeMs);
  }
}
