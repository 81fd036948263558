/** A token bucket: so many at once, then so many a second. */

/** Size and speed of a bucket. */
export interface BucketSize {
  /** How many tokens it holds when full. */
  burst: number;
  /** How many tokens it gets each second. */
  perSecond: number;
}

/** Counts tokens; the time comes in with each call, in milliseconds that only ever grow. */
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
   * Takes a token, or `count` of them. Returns 0 when they were there, or for how many milliseconds to
   * wait before acting on it: they have then been taken in advance, so callers wait in turn.
   */
  take(nowMs: number, count = 1): number {
    this.#refill(nowMs);
    this.#tokens -= count;
    return this.#tokens >= 0 ? 0 : Math.ceil(-this.#tokens * 1_000 / this.#size.perSecond);
  }

  /**
   * Takes `count` tokens (all that it holds when full, if that is less) only if they are there;
   * otherwise returns the milliseconds until they will be.
   */
  tryTake(nowMs: number, count = 1): number {
    const taken = this.atMost(count);
    const waitMs = this.waitMs(nowMs, taken);
    if (waitMs === 0) this.#tokens -= taken;
    return waitMs;
  }

  /** `count`, or all that it holds when full if that is less: nobody can wait for more. */
  atMost(count: number): number {
    return Math.min(count, this.#size.burst);
  }

  /** Puts a token back that was taken for something that did not come about. */
  giveBack(): void {
    this.#tokens = Math.min(this.#size.burst, this.#tokens + 1);
  }

  /** The milliseconds until there will be `count` tokens; 0 when they are there. */
  waitMs(nowMs: number, count = 1): number {
    this.#refill(nowMs);
    const missing = count - this.#tokens;
    return missing <= 0 ? 0 : Math.ceil(missing * 1_000 / this.#size.perSecond);
  }

  #refill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#lastMs) / 1_000;
    this.#tokens = Math.min(this.#size.burst, this.#tokens + seconds * this.#size.perSecond);
    this.#lastMs = nowMs;
  }
}
