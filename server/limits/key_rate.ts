/** How often an account may bring new keys of conversations: to judge one costs as much as a hundred messages. */
import { TokenBucket } from "../base/token_bucket.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";

/** More than are ever stored in an hour, because whoever is too late makes another one. */
const SIZE = { burst: 100, perSecond: 100 / 3_600 };

/** Accounts that are remembered; those that asked longest ago are forgotten. */
const MAX_ACCOUNTS = 10_000;

/** Counts in memory; the time comes in with each call, in milliseconds that only ever grow. */
export class KeyRate {
  readonly #buckets = new BoundedMap<number, TokenBucket>(MAX_ACCOUNTS);

  /**
   * Returns 0 when it may, or for how many milliseconds to wait. At `nodes` of a cluster is the account:
   * each of them counts by itself.
   */
  tryTake(account: number, nowMs: number, nodes = 1): number {
    const bucket = this.#buckets.get(account) ?? new TokenBucket(SIZE, nowMs);
    this.#buckets.set(account, bucket);
    return bucket.tryTake(nowMs, nodes);
  }
}
