/** Notices when a server says nothing for long. */
import type { Clock } from "../base/clock.ts";

/** After this much silence the client asks whether anybody is there, and waits this long. */
const SILENCE_MS = 30_000;
const PING_LIMIT_MS = 10_000;

/** What a watch works with. */
export interface SilenceWatchOptions {
  clock: Clock;
  /** Asks the server whether it is there. */
  ask: () => void;
  /** The server has said nothing to that either; `silentSeconds` in all. */
  giveUp: (silentSeconds: number) => void;
}

/**
 * One timer that looks back: to set one anew at every message costs a browser more than the message.
 * While its owner works on what came, no time is counted.
 */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  /** When the owner was last done with what came; `undefined` while it works on it. */
  #idleSinceMs: number | undefined;
  /** How often something has come. */
  #heard = 0;
  #cancel: (() => void) | undefined;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
  }

  /** Something has come, and is worked on. */
  heard(): void {
    this.#heard++;
    this.#idleSinceMs = undefined;
  }

  /** The owner waits for what comes next. */
  waiting(): void {
    this.#idleSinceMs = this.#options.clock.nowMs();
    if (this.#cancel === undefined) this.#lookAfter(SILENCE_MS);
  }

  /** It is no longer of interest. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = () => {};
  }

  #lookAfter(delayMs: number): void {
    this.#cancel = this.#options.clock.setTimer(delayMs, () => this.#look());
  }

  #look(): void {
    const { ask, clock, giveUp } = this.#options;
    const silentMs = this.#idleSinceMs === undefined ? 0 : clock.nowMs() - this.#idleSinceMs;
    if (silentMs < SILENCE_MS) return this.#lookAfter(SILENCE_MS - silentMs);
    const heard = this.#heard;
    ask();
    this.#cancel = clock.setTimer(PING_LIMIT_MS, () => {
      if (this.#heard === heard) giveUp((SILENCE_MS + PING_LIMIT_MS) / 1_000);
      else this.#look();
    });
  }
}
