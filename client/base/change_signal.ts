/** Wakes those who wait for something to change. */

/** Whoever awaits `next()` goes on at the next `tell()`. */
export class ChangeSignal {
  #waiters: (() => void)[] = [];

  /** Something has changed. */
  tell(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  /** Resolves at the next change. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }
}
