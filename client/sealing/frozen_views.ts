/**
 * Notices that somebody was not shown a change of one's own devices: a message under a key of before the
 * change, numbered after one that already names it. A server that takes messages as it should refuses the
 * former, so one of them is not what it should be. No clock is asked.
 */

/** Numbers of messages, in the one order in which a server has stored them. */
export class FrozenViews {
  /** By the generation of one's own secret that a key was made for, the least id under such a key. */
  readonly #first = new Map<number, number>();

  /** A message was opened. Returns whether its author had not been shown a change that others name. */
  saw({ generation, id }: { generation: number; id: number }): boolean {
    this.#first.set(generation, Math.min(this.#first.get(generation) ?? Infinity, id));
    return [...this.#first].some(([newer, first]) => newer > generation && first < id);
  }

  /** What came after this message is gone from the server, and what was known of keys with it. */
  restored(lastId: number): void {
    for (const [generation, id] of this.#first) if (id > lastId) this.#first.delete(generation);
  }
}
