/** A sink that may take its time: it works beside the server, and nobody waits for it. */
import type { Committed } from "../journal/journal.ts";
import { reasonOf, type Sink } from "./sinks.ts";

/** Options of a {@linkcode QueuedSink}. */
export interface QueuedSinkOptions {
  name: string;
  /** Most entries that wait for it. */
  maxWaiting: number;
  /** Works on some entries, one call at a time. */
  work(committed: readonly Committed[]): Promise<void>;
  /** Called with how many entries were left out because it was too slow, when it goes on. */
  onLeftOut(count: number): void;
  /** Called with what went wrong; it goes on with what comes next. */
  onFailure(message: string): void;
}

/** Bounded: what comes when as much waits as may is left out and counted. */
export class QueuedSink implements Sink {
  readonly #options: QueuedSinkOptions;
  #waiting: Committed[] = [];
  #leftOut = 0;
  #working: Promise<void> | undefined;

  constructor(options: QueuedSinkOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  take(committed: readonly Committed[]): void {
    const room = Math.max(0, this.#options.maxWaiting - this.#waiting.length);
    this.#waiting.push(...committed.slice(0, room));
    this.#leftOut += Math.max(0, committed.length - room);
    this.#working ??= this.#workAll();
  }

  /** Resolves when it has nothing to do. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #workAll(): Promise<void> {
    // Not in the turn in which people are told.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const next = this.#waiting;
      this.#waiting = [];
      try {
        await this.#options.work(next);
        this.#tellLeftOut();
      } catch (error) {
        this.#options.onFailure(`The sink "${this.name}" failed: ${reasonOf(error)}`);
      }
    }
    this.#working = undefined;
  }

  #tellLeftOut(): void {
    const count = this.#leftOut;
    if (count === 0) return;
    this.#leftOut = 0;
    this.#options.onLeftOut(count);
  }
}
