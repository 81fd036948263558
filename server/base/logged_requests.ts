/** Gives each request an id for the log, which every line that comes of it has. */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

/** Knows within which request something happens, whatever was waited for meanwhile. */
export class LoggedRequests {
  readonly #storage = new AsyncLocalStorage<string>();
  /** Ids of one start do not look like those of another one. */
  readonly #start = randomBytes(4).toString("hex");
  #count = 0;

  /** Does something as a request of its own. */
  run<T>(work: () => T): T {
    this.#count += 1;
    return this.#storage.run(`${this.#start}-${this.#count}`, work);
  }

  /** The id of the request that is being answered; undefined outside of any. */
  get current(): string | undefined {
    return this.#storage.getStore();
  }
}
