/** Decides which messages are new, in which order they are shown, and from where to poll. */

/** So long all lines together may be that wait, in UTF-16 units. */
export const MAX_WAITING_CHARACTERS = 8 * 1_024 * 1_024;

/** What the sequence needs to know of a message. */
export interface Numbered {
  id: number;
  /** How long its line is, in UTF-16 units. @default 0 */
  characters?: number;
}

/**
 * Lets every message through once and in the order of ids, whatever mixture of live messages and
 * polled pages brings them.
 *
 * While it is held (from the start, after a lost connection, after a gap) live messages wait. At
 * most `capacity` do, of `maxCharacters` together; beyond that the newest are thrown away and `overflowed` says that one more
 * poll is needed to get them back.
 */
export class Sequence<T extends Numbered> {
  readonly #capacity: number;
  readonly #maxCharacters: number;
  #lastId = 0;
  #held = true;
  #waiting: T[] = [];
  #characters = 0;
  #overflowed = false;

  constructor(capacity = 10_000, maxCharacters = MAX_WAITING_CHARACTERS) {
    this.#capacity = capacity;
    this.#maxCharacters = maxCharacters;
  }

  /** Id of the last message that was let through; poll from here. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Whether live messages wait at the moment. */
  get isHeld(): boolean {
    return this.#held;
  }

  /** Whether waiting messages had to be thrown away since the last `hold()` or `polled()`. */
  get hasOverflowed(): boolean {
    return this.#overflowed;
  }

  /** Starts after `lastId`: what is older belongs to the history. */
  startAfter(lastId: number): void {
    this.#lastId = lastId;
  }

  /** Goes back to `lastId`: what had greater ids is no more, and others may come with the same. */
  goBackTo(lastId: number): void {
    this.#lastId = lastId;
    this.drop();
  }

  /** Makes live messages wait from now on. */
  hold(): void {
    this.#held = true;
  }

  /** Forgets what waits, because the connection that brought it is gone and polling brings it again. */
  drop(): void {
    this.#takeWaiting();
    this.#overflowed = false;
  }

  /** Takes a live message; returns those that may be shown now. */
  live(message: T): T[] {
    if (!this.#held) return this.#fresh([message]);
    const { characters = 0 } = message;
    // What comes after one that was thrown away must not be told before it.
    const fits = !this.#overflowed && this.#waiting.length < this.#capacity &&
      this.#characters + characters <= this.#maxCharacters;
    if (fits) {
      this.#waiting.push(message);
      this.#characters += characters;
    } else {
      this.#overflowed = true;
    }
    return [];
  }

  /**
   * Takes a polled page, oldest first; returns those that may be shown now. Everything up to
   * `lastId` has been told then, also changes that are no messages of the page.
   */
  polled(messages: readonly T[], lastId = 0): T[] {
    this.#overflowed = false;
    const fresh = this.#fresh(messages);
    this.#lastId = Math.max(this.#lastId, lastId);
    return fresh;
  }

  /** Ends the waiting; returns those of the waiting messages that polling has not brought. */
  release(): T[] {
    this.#held = false;
    return this.#fresh(this.#takeWaiting());
  }

  #takeWaiting(): T[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#characters = 0;
    return waiting;
  }

  #fresh(messages: readonly T[]): T[] {
    const fresh: T[] = [];
    for (const message of messages) {
      if (message.id <= this.#lastId) continue;
      this.#lastId = message.id;
      fresh.push(message);
    }
    return fresh;
  }
}
