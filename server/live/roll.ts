/** Accounts in the order of their names, so that a page of them costs no more than the page. */
import { foldUsername } from "../../protocol/names.ts";
import type { OnlineAccount } from "./online_account.ts";

/** Kept sorted with every change; as large as there are accounts online. */
export class Roll implements Iterable<OnlineAccount> {
  /** The folded names, and at the same places the accounts that have them. */
  readonly #names: string[] = [];
  readonly #accounts: OnlineAccount[] = [];

  /** How many there are. */
  get size(): number {
    return this.#accounts.length;
  }

  /** Adds an account, unless it is there. */
  add(account: OnlineAccount): void {
    const name = foldUsername(account.name);
    const place = this.#placeAfter(name);
    if (this.#names[place - 1] === name) return;
    this.#names.splice(place, 0, name);
    this.#accounts.splice(place, 0, account);
  }

  /** Takes an account off; false when it is not there. */
  delete(account: OnlineAccount): boolean {
    const place = this.#placeAfter(foldUsername(account.name)) - 1;
    if (this.#accounts[place] !== account) return false;
    this.#names.splice(place, 1);
    this.#accounts.splice(place, 1);
    return true;
  }

  /** The one of this name, however it is written; undefined when there is none. */
  called(name: string): OnlineAccount | undefined {
    const folded = foldUsername(name);
    const place = this.#placeAfter(folded) - 1;
    return this.#names[place] === folded ? this.#accounts[place] : undefined;
  }

  /** Those whose names come after `name`, however it is written; do not change it meanwhile. */
  *after(name: string): Generator<OnlineAccount> {
    let place = this.#placeAfter(foldUsername(name));
    for (let account = this.#accounts[place]; account !== undefined;) {
      yield account;
      place += 1;
      account = this.#accounts[place];
    }
  }

  [Symbol.iterator](): Iterator<OnlineAccount> {
    return this.#accounts.values();
  }

  /** The first place whose name comes after `name`. */
  #placeAfter(name: string): number {
    let low = 0;
    let high = this.#names.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#names[middle] ?? "") <= name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
