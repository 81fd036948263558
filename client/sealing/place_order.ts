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
   * Does `send` when everything that came before it for this place is on its way. What `send` resolves
   * to must be on its way by then; an answer to it is not waited for when it stands within a result.
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
