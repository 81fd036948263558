/** Has the journal note the end of measures whose time is over, so that people are told. */
import { SERVER } from "../journal/actors.ts";
import type { Journal } from "../journal/journal.ts";

/**
 * What has ended holds nobody back from that moment on; this only writes it down, shortly after. Call
 * {@linkcode sweep} often; while one is under way further ones do nothing.
 */
export class Expiry {
  readonly #journal: Journal;
  #isUnderWay = false;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Notes everything that has ended. */
  async sweep(): Promise<void> {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    try {
      let isDue = await this.#journal.query("is_measure_due", {});
      while (isDue) {
        isDue = (await this.#journal.append("expire", { actor: SERVER })).more;
      }
    } finally {
      this.#isUnderWay = false;
    }
  }
}
