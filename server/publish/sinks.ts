/** Where everything goes that was committed: to people, into the log, and to whoever else is told. */
import type { Committed } from "../journal/journal.ts";

/** Takes what was committed, in its order. */
export interface Sink {
  /** For the log, when something goes wrong. */
  readonly name: string;
  /**
   * Must be done at once: whoever appended an entry is answered after it. What takes time belongs
   * behind a `QueuedSink`.
   */
  take(committed: readonly Committed[]): void;
}

/** Gives each sink the same, one after the other; what goes wrong in one is nobody else's business. */
export class Sinks {
  readonly #sinks: readonly Sink[];
  readonly #onFailure: (message: string) => void;

  constructor(sinks: readonly Sink[], onFailure: (message: string) => void) {
    this.#sinks = sinks;
    this.#onFailure = onFailure;
  }

  /** Gives what was committed to all of them. Never throws. */
  take(committed: readonly Committed[]): void {
    for (const sink of this.#sinks) {
      try {
        sink.take(committed);
      } catch (error) {
        this.#onFailure(`The sink "${sink.name}" failed: ${reasonOf(error)}`);
      }
    }
  }
}

/** What an error says of itself, with where it was. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
