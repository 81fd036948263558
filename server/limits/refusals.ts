/** Makes being refused take time, so that asking again at once brings nobody more refusals. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { addressKey } from "./address_key.ts";

/** Refusals of one account, or before a login of one address, that cost nothing but themselves. */
const SIZE: BucketSize = { burst: 100, perSecond: 20 };

/** The pause after each one beyond them, in milliseconds; connections pause side by side. */
const PAUSE_MS = 1_000;

/** Accounts and addresses remembered at once. */
const MAX_REMEMBERED = 20_000;

/** Who was refused: an account, over all its connections, or somebody who is not logged in. */
export interface Refused {
  account: number | undefined;
  address: string;
}

/** Counts requests that were refused because of their number. */
export class Refusals {
  readonly #buckets = new BoundedMap<string, TokenBucket>(MAX_REMEMBERED);

  /**
   * Notes a refusal; returns for how many milliseconds nothing more is read from its connection. A
   * hundred connections of somebody who does not mind get a hundred refusals a second, all together.
   */
  pauseMs({ account, address }: Refused, nowMs: number): number {
    const key = account === undefined ? addressKey(address) : `${account}`;
    const bucket = this.#buckets.get(key) ?? new TokenBucket(SIZE, nowMs);
    this.#buckets.set(key, bucket);
    return bucket.tryTake(nowMs) === 0 ? 0 : PAUSE_MS;
  }
}
