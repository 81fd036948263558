/** A token bucket: so many at once, then so many a second. */

/** Size and speed of a bucket. */
export interface BucketSize {
  /** How many tokens it holds when full. */
  burst: number;
  /** How many tokens it gets each second. */
  perSecond: number;
}

/** Counts tokens; the clock comes in with each call, in milliseconds. */
export class TokenBucket {
  readonly #size: BucketSize;
  #tokens: number;
  #lastMs: number;

  constructor(size: BucketSize, nowMs: number) {
    this.#size = size;
    this.#tokens = size.burst;
    this.#lastMs = nowMs;
  }

  /**
   * Takes a token. Returns 0 when there was one, or for how many milliseconds to wait before acting
   * on it: it has then been taken in advance, so callers wait in turn.
   */
  take(nowMs: number): number {
    this.#refill(nowMs);
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : Math.ceil(-this.#tokens * 1_000 / this.#size.perSecond);
  }

  /** Takes a token only if there is one; otherwise returns the milliseconds until there will be. */
  tryTake(nowMs: number): number {
    const waitMs = this.waitMs(nowMs);
    if (waitMs === 0) this.#tokens -= 1;
    return waitMs;
  }

  /** The milliseconds until there will be a token; 0 when there is one. */
  waitMs(nowMs: number): number {
    this.#refill(nowMs);
    return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) * 1_000 / this.#size.perSecond);
  }

  #refill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#lastMs) / 1_000;
    this.#tokens = Math.min(this.#size.burst, this.#tokens + seconds * this.#size.perSecond);
    this.#lastMs = nowMs;
  }
}
