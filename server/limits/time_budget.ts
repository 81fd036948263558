/** How much time of what all share each account may take. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";

/** Most accounts whose use is remembered; the one that took something longest ago is forgotten. */
const MAX_ACCOUNTS = 10_000;

/** Counts measured milliseconds by account; what was taken too much has to be waited for. */
export class TimeBudget {
  readonly #size: BucketSize;
  readonly #buckets = new BoundedMap<number, TokenBucket>(MAX_ACCOUNTS);

  /** `size` is in milliseconds of the time that is shared out. */
  constructor(size: BucketSize) {
    this.#size = size;
  }

  /** For how many milliseconds the account has to wait before it may take more; 0 for not at all. */
  waitMs(account: number, nowMs: number): number {
    return this.#buckets.get(account)?.waitMs(nowMs, 0) ?? 0;
  }

  /** Notes what something took. */
  charge(account: number, tookMs: number, nowMs: number): void {
    const bucket = this.#buckets.get(account) ?? new TokenBucket(this.#size, nowMs);
    this.#buckets.set(account, bucket);
    bucket.take(nowMs, tookMs);
  }
}
