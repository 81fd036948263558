/** How many accounts one address may make: a class at once, a robot not for long. */
import { ChatError } from "../../protocol/errors.ts";
import { BoundedMap } from "../base/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { addressKey } from "./address_key.ts";

const SIZE: BucketSize = { burst: 50, perSecond: 0.1 };
const MAX_REMEMBERED = 20_000;

/** Counts registrations for each address. */
export class RegistrationLimit {
  readonly #buckets = new BoundedMap<string, TokenBucket>(MAX_REMEMBERED);

  /**
   * Sees to it that this address has a registration left.
   *
   * @throws {ChatError} `slow_down` when it has none.
   */
  check(address: string, nowMs: number): void {
    this.#refuse(this.#bucket(address, nowMs).waitMs(nowMs));
  }

  /**
   * Takes one registration of this address.
   *
   * @throws {ChatError} `slow_down` when it has none left.
   */
  take(address: string, nowMs: number): void {
    this.#refuse(this.#bucket(address, nowMs).tryTake(nowMs));
  }

  #bucket(address: string, nowMs: number): TokenBucket {
    const key = addressKey(address);
    const bucket = this.#buckets.get(key) ?? new TokenBucket(SIZE, nowMs);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #refuse(waitMs: number): void {
    if (waitMs === 0) return;
    throw new ChatError(
      "slow_down",
      "Too many accounts were made from your address; try again later",
      {
        retryAfterSeconds: Math.ceil(waitMs / 1_000),
      },
    );
  }
}
