/** Which pages of this server are open in this browser: each holds a lock as long as it is there. */
import { randomId } from "../net/random_id.ts";

const PREFIX = "chat-page-";

/** Where a tab keeps the page that it shows, for the one that is loaded after it. */
const PAGE = "chat-page";

/** This page among the others. */
export class OtherPages {
  /** Of this page. */
  readonly id = randomId();
  /** Which page this tab showed before it was loaded anew; `undefined` for none. */
  readonly before: string | undefined;
  readonly #locks: LockManager | undefined;

  /**
   * Pages without encryption have no locks: nobody knows there who else is open. `ofTab` gives what the
   * tab keeps; it may throw where nothing may be kept.
   */
  constructor(locks: LockManager | undefined, ofTab: () => Storage) {
    this.#locks = locks;
    try {
      this.before = ofTab().getItem(PAGE) ?? undefined;
      ofTab().setItem(PAGE, this.id);
    } catch {
      // What the page before has left is taken over a little later.
    }
    locks?.request(`${PREFIX}${this.id}`, () => new Promise(() => {})).catch(() => {});
  }

  /** Whether this browser says which pages are open. */
  get areKnown(): boolean {
    return this.#locks !== undefined;
  }

  /** The pages that are open now; without locks no other one is known. */
  async open(): Promise<ReadonlySet<string>> {
    const { held = [] } = await this.#locks?.query() ?? {};
    return new Set(
      held.map(({ name = "" }) => name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name),
    );
  }
}
