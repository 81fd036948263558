/** The rates of accounts, which outlive their connections: coming back does not fill a bucket. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { RateBuckets, type Rates } from "../limits/rates.ts";
import type { Buckets } from "./online_account.ts";
import { PRESENCE_RATE } from "./presence.ts";

/** Accounts whose rates are remembered at once, online or not. */
const MAX_REMEMBERED = 20_000;

/** How often an account is said to be typing; what is over it is left out. */
const TYPING_RATE: BucketSize = { burst: 3, perSecond: 0.5 };

/** Remembers the rates of the accounts that were seen last. */
export class AccountBuckets {
  readonly #rates: Rates | undefined;
  readonly #buckets = new BoundedMap<number, Buckets>(MAX_REMEMBERED);

  /** Without `rates` nothing is limited but what is said of typing. */
  constructor(rates: Rates | undefined) {
    this.#rates = rates;
  }

  /** Those of an account. */
  of(account: number, nowMs: number): Buckets {
    const rates = this.#rates;
    const buckets = this.#buckets.get(account) ?? {
      rates: rates && new RateBuckets(rates),
      typingBucket: new TokenBucket(TYPING_RATE, nowMs),
      presenceBucket: rates && new TokenBucket(PRESENCE_RATE, nowMs),
    };
    this.#buckets.set(account, buckets);
    return buckets;
  }
}
