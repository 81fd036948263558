/** What goes wrong again and again is said once a minute, with how often it did; and not too much at all. */

/** After which the same is said again, in milliseconds. */
const EVERY_MS = 60_000;

/** Most sentences that are said within that time; how many others there were is said later. */
const MAX_SAID = 100;

/** Passes on the first of equal sentences, and then one a minute. */
export class Repeated {
  readonly #say: (sentence: string) => void;
  readonly #clock: () => number;
  /** In the order in which they were said last. */
  readonly #said = new Map<string, { atMs: number; left: number }>();
  #unsaid = 0;

  /** @param clock milliseconds of a clock that only goes forward */
  constructor(say: (sentence: string) => void, clock: () => number) {
    this.#say = say;
    this.#clock = clock;
  }

  /** Says a sentence, or counts it. */
  say(sentence: string): void {
    const nowMs = this.#clock();
    const before = this.#said.get(sentence);
    if (before !== undefined && nowMs - before.atMs < EVERY_MS) {
      before.left += 1;
      return;
    }
    this.#said.delete(sentence);
    for (const [old, { atMs }] of this.#said) {
      if (this.#said.size < MAX_SAID || nowMs - atMs < EVERY_MS) break;
      this.#said.delete(old);
    }
    if (this.#said.size >= MAX_SAID) {
      this.#unsaid += 1;
      return;
    }
    this.#said.set(sentence, { atMs: nowMs, left: 0 });
    const left = before?.left ?? 0;
    this.#say(left === 0 ? sentence : `${sentence} (and ${left} times more since that was said)`);
    if (this.#unsaid > 0) this.#say(`${this.#unsaid} other failures were too many to be told`);
    this.#unsaid = 0;
  }
}
