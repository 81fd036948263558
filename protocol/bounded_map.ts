/** A map whose keys others choose: it forgets its oldest entry instead of growing without bound. */

/** Holds at most `maxEntries`; setting one more drops the one that was set longest ago. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #maxEntries: number;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** How many entries it holds. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key. */
  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Sets a value and makes it the youngest. */
  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#maxEntries) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }

  /** Forgets a key. */
  delete(key: Key): void {
    this.#entries.delete(key);
  }

  /** All values, that of the oldest entry first. */
  values(): IterableIterator<Value> {
    return this.#entries.values();
  }

  /** Whether it holds this key. */
  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  /** Everything, the oldest first. */
  entries(): MapIterator<[Key, Value]> {
    return this.#entries.entries();
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }
}
