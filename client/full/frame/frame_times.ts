/** When the screen is drawn: at once when it has rested, and not too often while much happens. */
import type { Clock } from "../../base/clock.ts";
import { FRAME_INTERVAL_MS } from "./frame_writer.ts";

/** Least time from one frame to the next of those that nobody has typed for: where much is said, more of them would only cost. */
const NEWS_INTERVAL_MS = 1_000 / 20;

/** Draws once for all that happens until it is time. */
export class FrameTimes {
  readonly #clock: Clock;
  readonly #draw: () => void;
  #dueMs = 0;
  #lastMs = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, draw: () => void) {
    this.#clock = clock;
    this.#draw = draw;
  }

  /** There is something to draw; `isTyped`: for what somebody has done here, which is seen sooner. */
  soon(isTyped: boolean): void {
    const dueMs = this.#lastMs + (isTyped ? FRAME_INTERVAL_MS : NEWS_INTERVAL_MS);
    if (this.#cancel !== undefined) {
      if (this.#dueMs <= dueMs) return;
      this.#cancel();
    }
    this.#dueMs = dueMs;
    this.#cancel = this.#clock.setTimer(Math.max(0, dueMs - this.#clock.nowMs()), () => {
      this.#cancel = undefined;
      this.#lastMs = this.#clock.nowMs();
      this.#draw();
    });
  }

  /** Draws no more of what was to be drawn. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
