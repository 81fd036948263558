/** How many accounts one address may make: a class at once, a robot not for long. */
import { ChatError } from "../../protocol/errors.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { addressKey } from "./address_key.ts";
import type { TellFailure } from "./failure_news.ts";

/** How fast one address may register. */
export interface RegistrationRates {
  /** Accounts that are made. */
  accounts: BucketSize;
  /** Attempts, with which passwords are judged that are then refused. */
  attempts: BucketSize;
}

/** How fast it may where nothing else is said. */
export const REGISTRATION_RATES: RegistrationRates = {
  accounts: { burst: 50, perSecond: 0.1 },
  attempts: { burst: 200, perSecond: 1 },
};

const MAX_REMEMBERED = 20_000;

/** A registration that may be tried; it counts as one that came about until it is taken back. */
export interface RegistrationAttempt {
  /** No account came of it. */
  takeBack(): void;
  /** One did. */
  succeed(): void;
}

interface Buckets {
  accounts: TokenBucket;
  attempts: TokenBucket;
}

/** Counts registrations for each address. */
export class RegistrationLimit {
  readonly #rates: RegistrationRates;
  readonly #tell: TellFailure;
  readonly #addresses = new BoundedMap<string, Buckets>(MAX_REMEMBERED);

  /** `tell` has the other nodes of a cluster count what came about here. */
  constructor(rates: RegistrationRates = REGISTRATION_RATES, tell: TellFailure = () => {}) {
    this.#rates = rates;
    this.#tell = tell;
  }

  /**
   * Takes one registration of this address, before any work is done for it. The work counts also when
   * it is refused.
   *
   * @throws {ChatError} `slow_down` when it has none left.
   */
  attempt(address: string, nowMs: number): RegistrationAttempt {
    const { accounts, attempts } = this.#bucketsOf(address, nowMs);
    refuse(accounts.waitMs(nowMs), "Too many accounts were made from your address");
    refuse(attempts.tryTake(nowMs), "Too many registrations from your address were refused");
    accounts.tryTake(nowMs);
    return {
      takeBack: () => accounts.giveBack(),
      succeed: () => this.#tell({ failure: "account", address }),
    };
  }

  /** Counts an account that was made at another node. */
  madeElsewhere(address: string, nowMs: number): void {
    this.#bucketsOf(address, nowMs).accounts.tryTake(nowMs);
  }

  #bucketsOf(address: string, nowMs: number): Buckets {
    const key = addressKey(address);
    const buckets = this.#addresses.get(key) ?? {
      accounts: new TokenBucket(this.#rates.accounts, nowMs),
      attempts: new TokenBucket(this.#rates.attempts, nowMs),
    };
    this.#addresses.set(key, buckets);
    return buckets;
  }
}

function refuse(waitMs: number, what: string): void {
  if (waitMs === 0) return;
  throw new ChatError("slow_down", `${what}; try again later`, {
    retryAfterSeconds: Math.ceil(waitMs / 1_000),
  });
}
