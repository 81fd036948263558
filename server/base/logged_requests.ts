/** Gives each request an id for the log, which every line that comes of it has. */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

/** Knows within which request something happens, whatever was waited for meanwhile. */
export class LoggedRequests {
  readonly #storage = new AsyncLocalStorage<{ id: string; isWhole: boolean }>();
  /** Ids of one start do not look like those of another one. */
  readonly #start = randomBytes(4).toString("hex");
  #count = 0;

  /** Does something as a request of its own, unless it is a part of one that is run whole. */
  run<T>(work: () => T): T {
    return this.#storage.getStore()?.isWhole === true ? work() : this.#run(work, false);
  }

  /** Does something as a request of its own; requests that are run for it are parts of it. */
  runWhole<T>(work: () => T): T {
    return this.#run(work, true);
  }

  /** The id of the request that is being answered; undefined outside of any. */
  get current(): string | undefined {
    return this.#storage.getStore()?.id;
  }

  #run<T>(work: () => T, isWhole: boolean): T {
    this.#count += 1;
    return this.#storage.run({ id: `${this.#start}-${this.#count}`, isWhole }, work);
  }
}
