/** How many transfers there may be at once: each of them holds memory. */

/** Of all accounts together. */
export const MAX_TRANSFERS = 256;

/** Of one account, while most places are free. */
export const MAX_TRANSFERS_PER_ACCOUNT = 32;

/** How many an account may begin while fewer places than so many are free: a few take not all. */
const WHEN_SCARCE: readonly (readonly [free: number, most: number])[] = [
  [MAX_TRANSFERS / 4, 2],
  [MAX_TRANSFERS / 2, 8],
];

/** Counts transfers. */
export class TransferPlaces {
  readonly #counts = new Map<number, number>();
  #all = 0;

  /** Takes a place; false when the account, or everybody, has all there may be. */
  enter(account: number): boolean {
    const count = this.#counts.get(account) ?? 0;
    const left = MAX_TRANSFERS - this.#all;
    const [, most] = WHEN_SCARCE.find(([free]) => left <= free) ?? [0, MAX_TRANSFERS_PER_ACCOUNT];
    if (left === 0 || count >= most) return false;
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
