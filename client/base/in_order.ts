/** Keeps things in their order when one of them has to wait for something. */

/** More tasks than this do not wait: then all of them are done at once. */
const MAX_WAITING = 1_000;

interface Waiting {
  task: () => void;
  wait: Promise<void> | undefined;
}

/** Does what it is given in the order in which it was given. */
export class InOrder {
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;

  /** Resolves when nothing waits any more. */
  get settled(): Promise<void> {
    return this.#working ?? Promise.resolve();
  }

  /** Does `task` now, or after `wait` and after everything that was given before. */
  run(task: () => void, wait?: Promise<void>): void {
    if (this.#working === undefined && wait === undefined) return task();
    this.#waiting.push({ task, wait });
    if (this.#waiting.length > MAX_WAITING) this.#doAll();
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    try {
      for (;;) {
        const next = this.#waiting[0];
        if (next === undefined) return;
        await next.wait;
        // Unless it has become too much meanwhile, and everything was done.
        if (this.#waiting[0] !== next) continue;
        this.#waiting.shift();
        next.task();
      }
    } finally {
      this.#working = undefined;
    }
  }

  #doAll(): void {
    for (const { task } of this.#waiting.splice(0)) task();
  }
}
