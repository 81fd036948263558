/** Keeps what is said in one place in its order while it is found out how it goes out there. */

/** Holds one promise for each place where something waits. */
export class PlaceOrder {
  /** When the last of what was said in a place is on its way, as long as it is not. */
  readonly #last = new Map<string, Promise<void>>();

  /** Whether something is not on its way there yet, so that nothing may go before it. */
  isWaiting(place: string): boolean {
    return this.#last.has(place);
  }

  /**
   * Does `send` when the turns before it for this place are over. Its own is over when `send` resolves,
   * which is when the message is on its way; a promise of the answer stands within the result.
   */
  async inTurn<Result>(place: string, send: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(place);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(place, promise);
    try {
      await before;
      return await send();
    } finally {
      resolve();
      if (this.#last.get(place) === promise) this.#last.delete(place);
    }
  }
}
