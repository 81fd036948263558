/** A bounded pool of workers for bcrypt, so that a flood of logins cannot starve the chat. */
import { ChatError } from "../../protocol/errors.ts";
import { SharedWork } from "../base/shared_work.ts";
import type { WorkerClient } from "../base/worker_client.ts";
import { addressKey } from "../limits/address_key.ts";
import { FairQueue } from "../limits/fair_queue.ts";
import { costOf } from "./password_hash.ts";
import type { PasswordCosts } from "./password_costs.ts";
import type { ChosenPassword, PasswordCall } from "./password_worker.ts";

/** What the pool asks of a worker. */
export type PasswordWorker = Pick<
  WorkerClient<PasswordCall>,
  "call" | "hasFailed" | "terminate"
>;

/** Options of a {@linkcode PasswordPool}. */
export interface PasswordPoolOptions {
  /** Starts one worker; called when the first password needs it. */
  startWorker(): PasswordWorker;
  /** Most workers at once. */
  workers: number;
  /** bcrypt cost for new hashes. */
  cost: number;
  /** What names cost that nobody has. */
  costs: PasswordCosts;
  /**
   * Most calls that wait for a worker, of those who are known and of the others.
   *
   * @default 2_000
   */
  maxWaiting?: number;
  /**
   * Most of these for one account at one address; beyond that `busy`.
   *
   * @default 16
   */
  maxWaitingPerAccount?: number;
}

/** On whose behalf a worker works. */
export interface PasswordClient {
  address: string;
  /** The name in folded form, also of somebody who has no account yet. */
  account: string;
  /** Whether the account was used from there before: it does not wait for those who were not. */
  isKnown: boolean;
  /** Whether nobody waits for the answer any more; then it costs nothing. */
  hasEnded?: boolean;
}

/** Out of so many calls one is of somebody unknown, while both wait. */
const UNKNOWN_TURN = 4;

interface Waiting {
  call: PasswordCall;
  client: PasswordClient;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Hashes and checks passwords, at most one at a time in each worker. Addresses take turns and at each
 * address the accounts do; those who were here before go first, but for every fourth call. Where there
 * are several workers, one is always left to them: nobody who is known waits for what strangers began.
 */
export class PasswordPool {
  readonly #options: PasswordPoolOptions;
  readonly #idle: PasswordWorker[] = [];
  readonly #all = new Set<PasswordWorker>();
  readonly #known: FairQueue<Waiting>;
  readonly #unknown: FairQueue<Waiting>;
  readonly #hashes = new SharedWork<string>();
  /** Workers that are at work for somebody who is not known. */
  #strangers = 0;
  #turn = 0;
  #closed = false;

  constructor(options: PasswordPoolOptions) {
    this.#options = options;
    const { maxWaiting: maxItems = 2_000, maxWaitingPerAccount: maxPerAccount = 16 } = options;
    this.#known = new FairQueue({ maxItems, maxPerAccount });
    this.#unknown = new FairQueue({ maxItems, maxPerAccount });
  }

  /** Hashes a password for storage that is the account's already; once for many who ask at once. */
  hash(password: string, client: PasswordClient): Promise<string> {
    const { cost } = this.#options;
    const key = JSON.stringify([client.account, client.address, password]);
    // Not given up when the first who asked is gone: others may have joined.
    const together = { ...client, hasEnded: false };
    return this.#hashes.underWay(key) ??
      this.#hashes.begin(key, () => this.#call({ call: "hash", password, cost }, together));
  }

  /** Judges a new password and hashes it for storage, or says why it is too easy to guess. */
  choose(
    { password, username }: { password: string; username: string },
    client: PasswordClient,
  ): Promise<ChosenPassword> {
    return this.#call({ call: "choose", password, username, cost: this.#options.cost }, client);
  }

  /**
   * Tells whether the password is the stored one. Without a stored one (no such account) it takes as
   * long as it does for accounts and says no, so that the time does not tell which names exist.
   */
  async verify(
    { password, stored }: { password: string; stored: string | undefined },
    client: PasswordClient,
  ): Promise<boolean> {
    // What is no password, such as that of the server's own account, costs as much as a missing one.
    const checked = stored === undefined || Number.isNaN(costOf(stored))
      ? this.#options.costs.dummyFor(client.account)
      : stored;
    const call = { call: "verify", password, stored: checked } as const;
    return await this.#call<boolean>(call, client) && checked === stored;
  }

  /** Tells whether a stored password was hashed with another cost than new ones are. */
  needsRehash(stored: string): boolean {
    return costOf(stored) !== this.#options.cost;
  }

  /** A password was stored; `before` is what the account had until then. */
  stored(password: string, before?: string): void {
    this.#options.costs.stored(password, before);
  }

  /** Ends the workers; whatever waits is refused. */
  close(): void {
    this.#closed = true;
    for (let next = this.#shift(); next !== undefined; next = this.#shift()) refuse(next);
    for (const worker of this.#all) worker.terminate();
  }

  #call<T>(call: PasswordCall, client: PasswordClient): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting = { call, client, resolve: resolve as Waiting["resolve"], reject };
      const requester = { address: addressKey(client.address), account: client.account };
      const dropped = (client.isKnown ? this.#known : this.#unknown).push(waiting, requester);
      if (dropped !== undefined) refuse(dropped);
      this.#next();
    });
  }

  #next(): void {
    if (this.#known.size + (this.#mayServeStranger() ? this.#unknown.size : 0) === 0) return;
    const worker = this.#idle.pop() ?? this.#start();
    if (worker === undefined) return;
    const waiting = this.#shiftWanted();
    if (waiting === undefined) {
      this.#idle.push(worker);
      return;
    }
    const isStranger = !waiting.client.isKnown;
    if (isStranger) this.#strangers += 1;
    // Free before anybody hears of it: who asks the next thing at once must not need another worker.
    const free = () => {
      if (isStranger) this.#strangers -= 1;
      if (worker.hasFailed) this.#all.delete(worker);
      else this.#idle.push(worker);
      this.#next();
    };
    worker.call(waiting.call).finally(free).then(waiting.resolve, waiting.reject);
  }

  #shiftWanted(): Waiting | undefined {
    const shift = () => this.#mayServeStranger() ? this.#shift() : this.#known.shift();
    for (let next = shift(); next !== undefined; next = shift()) {
      if (next.client.hasEnded !== true) return next;
      refuse(next);
    }
    return undefined;
  }

  #mayServeStranger(): boolean {
    return this.#strangers < Math.max(1, this.#options.workers - 1);
  }

  #shift(): Waiting | undefined {
    this.#turn = (this.#turn + 1) % UNKNOWN_TURN;
    const [first, second] = this.#turn === 0
      ? [this.#unknown, this.#known]
      : [this.#known, this.#unknown];
    return first.shift() ?? second.shift();
  }

  #start(): PasswordWorker | undefined {
    if (this.#all.size >= this.#options.workers || this.#closed) return undefined;
    const worker = this.#options.startWorker();
    this.#all.add(worker);
    return worker;
  }
}

function refuse({ reject }: Waiting): void {
  reject(new ChatError("busy", undefined, { retryAfterSeconds: 5 }));
}
