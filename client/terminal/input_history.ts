/** What was typed before, to go back to with the arrow keys. */

/** The last `capacity` entries; the oldest goes when one more comes. */
export class InputHistory {
  readonly #capacity: number;
  #entries: string[] = [];
  #position = 0;
  #draft = "";

  constructor(capacity = 500) {
    this.#capacity = capacity;
  }

  /** Takes a line that was sent and goes back to the end. */
  add(text: string): void {
    if (text.trim() !== "" && this.#entries.at(-1) !== text) this.#entries.push(text);
    if (this.#entries.length > this.#capacity) this.#entries.shift();
    this.#position = this.#entries.length;
    this.#draft = "";
  }

  /** The entry before, given what stands on the line now; `undefined` at the oldest. */
  older(current: string): string | undefined {
    if (this.#position === 0) return undefined;
    if (this.#position === this.#entries.length) this.#draft = current;
    this.#position--;
    return this.#entries[this.#position];
  }

  /** The entry after, at last what was being typed; `undefined` when that is on the line. */
  newer(): string | undefined {
    if (this.#position >= this.#entries.length) return undefined;
    this.#position++;
    return this.#entries[this.#position] ?? this.#draft;
  }
}
