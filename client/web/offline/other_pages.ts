/** Which pages of this server are open in this browser: each holds a lock as long as it is there. */
import { randomId } from "../net/random_id.ts";

const PREFIX = "chat-page-";

/** This page among the others. */
export class OtherPages {
  /** Of this page. */
  readonly id = randomId();
  readonly #locks: LockManager | undefined;

  /** Pages without encryption have no locks: nobody knows there who else is open. */
  constructor(locks: LockManager | undefined) {
    this.#locks = locks;
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
