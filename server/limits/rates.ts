/** How fast accounts and addresses may go, each kind of request counted by itself. */
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";

/** The kinds that are counted; whatever is no other is a `query`. */
export type RateKind = "message" | "query" | "join" | "create" | "search" | "order";

/** How fast each kind may go. */
export type Rates = Readonly<Record<RateKind, BucketSize>>;

/** Rates of one account over all its connections. */
export const ACCOUNT_RATES: Rates = {
  message: { burst: 200, perSecond: 20 },
  query: { burst: 200, perSecond: 50 },
  join: { burst: 50, perSecond: 2 },
  create: { burst: 10, perSecond: 0.1 },
  search: { burst: 30, perSecond: 2 },
  // Keeping order in one's own rooms: each of these stays in the audit log for good.
  order: { burst: 50, perSecond: 0.5 },
};

/** How many accounts at their full speed one address may be: it may be a whole school. */
export const ACCOUNTS_PER_ADDRESS = 20;

/** Rates that all accounts share which are logged in from one address: those of `accounts` of them. */
export function addressRatesOf(account: Rates, accounts: number): Rates {
  return multiplied(account, accounts);
}

/** How often an account may ask for files: a page may show a hundred pictures at once. */
export const FILE_RATE: BucketSize = { burst: 300, perSecond: 50 };

/** What the connections of one address share before a login. */
export const ANONYMOUS_RATE: BucketSize = { burst: 300, perSecond: 30 };

/** Logins and registrations of one connection before it is logged in. */
export const LOGIN_RATE: BucketSize = { burst: 20, perSecond: 1 };

/** Requests of one connection that may be refused because of their number before it is closed. */
export const REFUSALS: BucketSize = { burst: 50, perSecond: 0.5 };

/** For how long a request of an account waits at most, with everything behind it, in milliseconds. */
export const MAX_DELAY_MS = 5_000;

/** For how long it waits before a login at most, in milliseconds: many come at once after a restart. */
export const MAX_ANONYMOUS_DELAY_MS = 30_000;

/** The buckets of an account or an address, each made when it is needed: most never create or search. */
export class RateBuckets {
  readonly #rates: Rates;
  readonly #buckets = new Map<RateKind, TokenBucket>();

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  /** The bucket of a kind. */
  of(kind: RateKind, nowMs: number): TokenBucket {
    let bucket = this.#buckets.get(kind);
    if (bucket === undefined) {
      bucket = new TokenBucket(this.#rates[kind], nowMs);
      this.#buckets.set(kind, bucket);
    }
    return bucket;
  }
}

function multiplied(rates: Rates, times: number): Rates {
  const more = Object.entries(rates).map(([kind, { burst, perSecond }]) => [
    kind,
    { burst: burst * times, perSecond: perSecond * times },
  ]);
  return Object.fromEntries(more);
}
