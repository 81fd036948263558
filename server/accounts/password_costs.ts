/** How long it takes to find out that a name does not exist: as long as for a name that does. */
import { createHmac } from "node:crypto";
import { foldUsername } from "../../protocol/names.ts";
import { costOf, unmatchable } from "./password_hash.ts";

/** Options of {@linkcode PasswordCosts}. */
export interface PasswordCostsOptions {
  /** bcrypt cost for new hashes. */
  current: number;
  /** How many accounts have a password that was stored at each cost. */
  counts: ReadonlyMap<number, number>;
  /** Secret and the same after every start, so that a name keeps its cost. */
  key: Uint8Array;
}

/**
 * Gives every name that nobody has a cost, as if it were an account: chosen by a keyed hash of the name
 * among the costs at which passwords are stored, as often as each of them is. While accounts move to
 * the current cost, one after the other as they log in, as large a part of the other names moves with
 * them, and none of either ever moves back.
 */
export class PasswordCosts {
  readonly #current: number;
  readonly #counts: Map<number, number>;
  readonly #key: Uint8Array;

  constructor({ current, counts, key }: PasswordCostsOptions) {
    this.#current = current;
    this.#counts = new Map([...counts].filter(([cost, count]) => cost > 0 && count > 0));
    this.#key = key;
  }

  /** A stored password for a name that nobody has; no password matches it. */
  dummyFor(username: string): string {
    return unmatchable(this.#costFor(username));
  }

  /** A password is stored; `before` is what was stored for the same account until now. */
  stored(password: string, before: string | undefined): void {
    this.#count(password, 1);
    if (before !== undefined) this.#count(before, -1);
  }

  #count(password: string, by: 1 | -1): void {
    const cost = costOf(password);
    if (Number.isNaN(cost)) return;
    const count = (this.#counts.get(cost) ?? 0) + by;
    if (count > 0) this.#counts.set(cost, count);
    else this.#counts.delete(cost);
  }

  #costFor(username: string): number {
    const all = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const hash = createHmac("sha256", this.#key).update(foldUsername(username)).digest();
    let rest = hash.readUIntBE(0, 6) / 2 ** 48 * all;
    // The current cost comes first: its part only grows, and takes names from the others.
    const costs = [...this.#counts.keys()].sort((a, b) =>
      Number(b === this.#current) - Number(a === this.#current) || a - b
    );
    for (const cost of costs) {
      rest -= this.#counts.get(cost) ?? 0;
      if (rest < 0) return cost;
    }
    return costs.at(-1) ?? this.#current;
  }
}
