/** How many transfers there may be at once: each of them holds memory. */

/** Of all accounts together. */
export const MAX_TRANSFERS = 256;

/** Of one account. */
export const MAX_TRANSFERS_PER_ACCOUNT = 32;

/** Counts transfers. */
export class TransferPlaces {
  readonly #counts = new Map<number, number>();
  #all = 0;

  /** Takes a place; false when the account, or everybody, has all there may be. */
  enter(account: number): boolean {
    const count = this.#counts.get(account) ?? 0;
    if (this.#all >= MAX_TRANSFERS || count >= MAX_TRANSFERS_PER_ACCOUNT) return false;
    this.#all += 1;
    this.#counts.set(account, count + 1);
    return true;
  }

  /** Gives a place back. */
  leave(account: number): void {
    const count = this.#counts.get(account) ?? 0;
    this.#all -= 1;
    if (count > 1) this.#counts.set(account, count - 1);
    else this.#counts.delete(account);
  }
}
