/** How far an import has come. */
import { writeError } from "../../base/standard_streams.ts";

/** How often it is said, in milliseconds. */
const TELL_EVERY_MS = 1_000;

/** Says on the standard error how far something has come. */
export class Progress {
  readonly #what: string;
  readonly #total: number | undefined;
  #toldMs = performance.now();

  constructor(what: string, total?: number) {
    this.#what = what;
    this.#total = total;
  }

  tell(count: number): Promise<void> | undefined {
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < TELL_EVERY_MS) return undefined;
    this.#toldMs = nowMs;
    const of = this.#total === undefined
      ? ""
      : ` of ${this.#total} (${Math.floor(100 * count / this.#total)} %)`;
    return writeError(`${count}${of} messages ${this.#what}\n`);
  }
}
