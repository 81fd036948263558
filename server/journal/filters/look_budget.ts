/** How long filters may look at what one account writes: some texts are hard to look through. */
import { ChatError } from "../../../protocol/errors.ts";
import { BoundedMap } from "../../base/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../../base/token_bucket.ts";

/**
 * Milliseconds of the one thread that writes. A text of ordinary length takes hundredths of one; the
 * longest that is made for it, with patterns that are made for it, takes thirty.
 */
const SIZE: BucketSize = { burst: 250, perSecond: 10 };

/** Accounts remembered at once. */
const MAX_ACCOUNTS = 5_000;

/** Keeps anybody from holding up everybody's commits with patterns of a room and texts for them. */
export class LookBudget {
  readonly #clock: () => number;
  readonly #buckets = new BoundedMap<number, TokenBucket>(MAX_ACCOUNTS);

  /** `clock` says how long something takes, in milliseconds. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /**
   * Looks at a text of an account at the time `nowMs`, and has that count.
   *
   * @throws {ChatError} `slow_down` when earlier ones took too long.
   */
  spend<T>(account: number, nowMs: number, look: () => T): T {
    const bucket = this.#buckets.get(account) ?? new TokenBucket(SIZE, nowMs);
    this.#buckets.set(account, bucket);
    const waitMs = bucket.waitMs(nowMs);
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1_000);
      throw new ChatError(
        "slow_down",
        "The filters here take long for what you write; " +
          `wait ${retryAfterSeconds} s and write less at once`,
        { retryAfterSeconds },
      );
    }
    const begunMs = this.#clock();
    try {
      return look();
    } finally {
      bucket.take(nowMs, this.#clock() - begunMs);
    }
  }
}
