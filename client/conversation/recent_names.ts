/** Remembers the names that were seen last, for completion. */

/** At most `capacity` names; the one not seen for longest is forgotten. */
export class RecentNames implements Iterable<string> {
  readonly #capacity: number;
  readonly #names = new Set<string>();

  constructor(capacity = 1_000) {
    this.#capacity = capacity;
  }

  /** Takes a name that was seen, unless it can be none. */
  saw(name: string): void {
    if (!/^[\w-]{1,64}$/.test(name)) return;
    this.#names.delete(name);
    this.#names.add(name);
    if (this.#names.size <= this.#capacity) return;
    const [oldest = ""] = this.#names;
    this.#names.delete(oldest);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#names.values();
  }
}
