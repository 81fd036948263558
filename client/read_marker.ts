/** Tells the server how far the reader has read, at most once a second. */
import type { Place } from "../protocol/events.ts";
import type { Clock } from "./clock.ts";
import { placeKey } from "./place.ts";

const INTERVAL_MS = 1_000;

/** What the server is told. */
export interface ReadMark {
  place: Place;
  id: number;
}

/** Collects what was shown; `tell` gets the last of it for each place that has changed. */
export class ReadMarker {
  readonly #clock: Clock;
  readonly #tell: (mark: ReadMark) => void;
  /** By place: the newest that was told, and what waits to be. */
  readonly #told = new Map<string, number>();
  readonly #waiting = new Map<string, ReadMark>();
  #cancel: (() => void) | undefined;
  #lastAtMs = -Infinity;

  constructor(clock: Clock, tell: (mark: ReadMark) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** The message `id` was shown where the reader is. */
  shown(place: Place, id: number): void {
    const key = placeKey(place);
    const known = this.#waiting.get(key)?.id ?? this.#told.get(key) ?? 0;
    if (id <= known) return;
    this.#waiting.set(key, { place, id });
    const pauseMs = this.#lastAtMs + INTERVAL_MS - this.#clock.nowMs();
    this.#cancel ??= this.#clock.setTimer(Math.max(0, pauseMs), () => this.flush());
  }

  /** The reader wants a place to be unread again; it stays so until something new is shown. */
  forget(place: Place): void {
    this.#waiting.delete(placeKey(place));
  }

  /** Calls the timer off. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Tells at once what is still to be told. */
  flush(): void {
    this.close();
    this.#lastAtMs = this.#clock.nowMs();
    const marks = [...this.#waiting];
    this.#waiting.clear();
    for (const [key, mark] of marks) {
      this.#told.set(key, mark.id);
      this.#tell(mark);
    }
  }
}
