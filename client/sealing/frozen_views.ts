/**
 * Notices that somebody was not shown a change of one's own devices: a message under a key of before the
 * change, numbered after one that already names it. A server that takes messages as it should refuses the
 * former, so one of them is not what it should be. No clock is asked.
 */
import type { OwnView } from "../encryption/session/private_talk.ts";

/** Numbers of messages, in the one order in which a server has stored them. */
export class FrozenViews {
  /** By root, and the generation of one's own secret that a key was made for, the least id under such a key. */
  readonly #first = new Map<string, Map<number, number>>();

  /** A message was opened. Returns whether its author had not been shown a change that others name. */
  saw({ generation, id, root }: OwnView & { id: number }): boolean {
    const first = this.#first.get(root) ?? new Map<number, number>();
    this.#first.set(root, first.set(generation, Math.min(first.get(generation) ?? Infinity, id)));
    return [...first].some(([newer, least]) => newer > generation && least < id);
  }

  /** What came after this message is gone from the server, and what was known of keys with it. */
  restored(lastId: number): void {
    for (const first of this.#first.values()) {
      for (const [generation, id] of first) if (id > lastId) first.delete(generation);
    }
  }
}
