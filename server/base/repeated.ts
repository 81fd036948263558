/** What goes wrong again and again is said once a minute, with how often it did. */

/** After which the same is said again, in milliseconds. */
const EVERY_MS = 60_000;

/** Most sentences that are remembered; those before them are new again. */
const MAX_REMEMBERED = 100;

/** Passes on the first of equal sentences, and then one a minute. */
export class Repeated {
  readonly #say: (sentence: string) => void;
  readonly #clock: () => number;
  readonly #said = new Map<string, { atMs: number; left: number }>();

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
    if (this.#said.size >= MAX_REMEMBERED) this.#said.clear();
    this.#said.set(sentence, { atMs: nowMs, left: 0 });
    const left = before?.left ?? 0;
    this.#say(left === 0 ? sentence : `${sentence} (and ${left} times more since that was said)`);
  }
}
