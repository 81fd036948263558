/** Waiting until something is so that others change. */

/** Whoever changes it wakes those who wait, and each looks again. */
export class Waiters {
  #wakers: (() => void)[] = [];

  /** Resolves when `condition` holds; it is looked at now, and whenever somebody wakes those who wait. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#wakers.push(resolve));
  }

  /** Has everybody who waits look again. */
  wake(): void {
    if (this.#wakers.length === 0) return;
    for (const wake of this.#wakers.splice(0)) wake();
  }
}
