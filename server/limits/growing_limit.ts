/** A rate whose refusals last the longer the more often they come. */
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";

/** First time that somebody is refused for, and the longest, in milliseconds. */
const FIRST_REFUSAL_MS = 2_000;
const MAX_REFUSAL_MS = 60_000;

/** How long after the last refusal was over the next one is a first one again, in milliseconds. */
const FORGET_AFTER_MS = 120_000;

/** Allows what a token bucket allows; whoever is over it is refused for 2 s, then 4 s, up to 60 s. */
export class GrowingLimit {
  readonly #bucket: TokenBucket;
  #refusals = 0;
  #refusedUntilMs = -Infinity;

  constructor(size: BucketSize, nowMs: number) {
    this.#bucket = new TokenBucket(size, nowMs);
  }

  /**
   * Asks for `count` tokens at once, or for all that the bucket holds if that is less. Returns 0 when
   * they were there, otherwise the milliseconds after which asking again makes sense; asking earlier
   * makes nothing worse.
   */
  tryTake(nowMs: number, count = 1): number {
    if (nowMs < this.#refusedUntilMs) return this.#refusedUntilMs - nowMs;
    if (nowMs - this.#refusedUntilMs > FORGET_AFTER_MS) this.#refusals = 0;
    const waitMs = this.#bucket.tryTake(nowMs, count);
    if (waitMs === 0) return 0;
    const refusalMs = Math.min(MAX_REFUSAL_MS, FIRST_REFUSAL_MS * 2 ** this.#refusals);
    // No further than it takes to get to the longest one.
    if (refusalMs < MAX_REFUSAL_MS) this.#refusals += 1;
    const untilMs = Math.max(waitMs, refusalMs);
    this.#refusedUntilMs = nowMs + untilMs;
    return untilMs;
  }
}
