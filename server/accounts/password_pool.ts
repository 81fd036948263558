/** A bounded pool of workers for bcrypt, so that a flood of logins cannot starve the chat. */
import { ChatError } from "../../protocol/errors.ts";
import type { WorkerClient } from "../base/worker_client.ts";
import { addressKey } from "../limits/address_key.ts";
import { costOf, unmatchable } from "./password_hash.ts";
import type { PasswordCall } from "./password_worker.ts";

/** Options of a {@linkcode PasswordPool}. */
export interface PasswordPoolOptions {
  /** Starts one worker; called when the first password needs it. */
  startWorker(): WorkerClient<PasswordCall>;
  /** Most workers at once. */
  workers: number;
  /** bcrypt cost for new hashes. */
  cost: number;
  /**
   * Most calls that wait for a worker; beyond that `busy`.
   *
   * @default 256
   */
  maxWaiting?: number;
  /**
   * Most of these that one address may have waiting, so that none takes all the places.
   *
   * @default 64
   */
  maxWaitingPerAddress?: number;
}

interface Waiting {
  call: PasswordCall;
  address: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Hashes and checks passwords, at most one at a time in each worker. */
export class PasswordPool {
  readonly #options: PasswordPoolOptions;
  readonly #maxWaiting: number;
  readonly #maxWaitingPerAddress: number;
  readonly #idle: WorkerClient<PasswordCall>[] = [];
  readonly #all = new Set<WorkerClient<PasswordCall>>();
  readonly #waiting: Waiting[] = [];
  #closed = false;

  constructor(options: PasswordPoolOptions) {
    this.#options = options;
    this.#maxWaiting = options.maxWaiting ?? 256;
    this.#maxWaitingPerAddress = options.maxWaitingPerAddress ?? 64;
  }

  /** Hashes a password for storage. */
  hash(password: string, address: string): Promise<string> {
    return this.#call({ call: "hash", password, cost: this.#options.cost }, address);
  }

  /** Why a password is too easy to guess; undefined when it is not. */
  weakness(
    { password, username }: { password: string; username: string },
    address: string,
  ): Promise<string | undefined> {
    return this.#call({ call: "weakness", password, username }, address);
  }

  /**
   * Tells whether the password is the stored one. Without a stored one (no such account) it takes
   * as long and says no, so that the time does not tell which names exist; for one that was stored
   * at a lower cost it makes up for the difference.
   */
  async verify(
    { password, stored }: { password: string; stored: string | undefined },
    address: string,
  ): Promise<boolean> {
    const dummy = unmatchable(this.#options.cost);
    const call = { call: "verify", password } as const;
    const matches = await this.#call<boolean>({ ...call, stored: stored ?? dummy }, address);
    // The right password is hashed anew at the new cost, which takes as long.
    if (!matches && stored !== undefined && costOf(stored) < this.#options.cost) {
      await this.#call<boolean>({ ...call, stored: dummy }, address);
    }
    return matches && stored !== undefined;
  }

  /** Tells whether a stored password was hashed with another cost than new ones are. */
  needsRehash(stored: string): boolean {
    return costOf(stored) !== this.#options.cost;
  }

  /** Ends the workers; whatever waits is refused. */
  close(): void {
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new ChatError("busy"));
    for (const worker of this.#all) worker.terminate();
  }

  #call<T>(call: PasswordCall, address: string): Promise<T> {
    const key = addressKey(address);
    const ofAddress = this.#waiting.filter((waiting) => waiting.address === key).length;
    if (this.#waiting.length >= this.#maxWaiting || ofAddress >= this.#maxWaitingPerAddress) {
      return Promise.reject(new ChatError("busy", undefined, { retryAfterSeconds: 5 }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ call, address: key, resolve: resolve as Waiting["resolve"], reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    const worker = this.#idle.pop() ?? this.#start();
    if (worker === undefined) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    // Free before anybody hears of it: who asks the next thing at once must not need another worker.
    const free = () => {
      if (worker.hasFailed) this.#all.delete(worker);
      else this.#idle.push(worker);
      this.#next();
    };
    worker.call(waiting.call).finally(free).then(waiting.resolve, waiting.reject);
  }

  #start(): WorkerClient<PasswordCall> | undefined {
    if (this.#all.size >= this.#options.workers || this.#closed) return undefined;
    const worker = this.#options.startWorker();
    this.#all.add(worker);
    return worker;
  }
}
