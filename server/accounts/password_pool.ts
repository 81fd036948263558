/** A bounded pool of workers for bcrypt, so that a flood of logins cannot starve the chat. */
import { ChatError } from "../../protocol/errors.ts";
import type { WorkerClient } from "../worker_client.ts";
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
}

interface Waiting {
  call: PasswordCall;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Hashes and checks passwords, at most one at a time in each worker. */
export class PasswordPool {
  readonly #options: PasswordPoolOptions;
  readonly #maxWaiting: number;
  readonly #idle: WorkerClient<PasswordCall>[] = [];
  readonly #all: WorkerClient<PasswordCall>[] = [];
  readonly #waiting: Waiting[] = [];

  constructor(options: PasswordPoolOptions) {
    this.#options = options;
    this.#maxWaiting = options.maxWaiting ?? 256;
  }

  /** Hashes a password for storage. */
  hash(password: string): Promise<string> {
    return this.#call({ call: "hash", password, cost: this.#options.cost });
  }

  /** Why a password is too easy to guess; undefined when it is not. */
  weakness(password: string, username: string): Promise<string | undefined> {
    return this.#call({ call: "weakness", password, username });
  }

  /**
   * Tells whether the password is the stored one. Without a stored one (no such account) it takes
   * as long and says no, so that the time does not tell which names exist.
   */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const compared = stored ?? unmatchable(this.#options.cost);
    const matches = await this.#call<boolean>({ call: "verify", password, stored: compared });
    return matches && stored !== undefined;
  }

  /** Tells whether a stored password was hashed with another cost than new ones are. */
  needsRehash(stored: string): boolean {
    return costOf(stored) !== this.#options.cost;
  }

  /** Ends the workers; whatever waits is refused. */
  close(): void {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new ChatError("busy"));
    for (const worker of this.#all) worker.terminate();
  }

  #call<T>(call: PasswordCall): Promise<T> {
    if (this.#waiting.length >= this.#maxWaiting) {
      return Promise.reject(new ChatError("busy", undefined, { retryAfterSeconds: 5 }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ call, resolve: resolve as Waiting["resolve"], reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    const worker = this.#idle.pop() ?? this.#start();
    if (worker === undefined) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    worker.call(waiting.call).then(waiting.resolve, waiting.reject).finally(() => {
      this.#idle.push(worker);
      this.#next();
    });
  }

  #start(): WorkerClient<PasswordCall> | undefined {
    if (this.#all.length >= this.#options.workers) return undefined;
    const worker = this.#options.startWorker();
    this.#all.push(worker);
    return worker;
  }
}
