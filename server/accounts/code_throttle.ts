/** Slows down guessing the six digits of a second factor by somebody who knows the password. */
import { ChatError } from "../../protocol/errors.ts";
import { BoundedMap } from "../base/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { isTotpCode } from "./totp.ts";

/**
 * Wrong codes of one account, wherever they come from: ten, then one every two minutes. Three codes of
 * a million are right at any time, so that whoever tries for a year finds one with a chance of a half.
 */
const SIZE: BucketSize = { burst: 10, perSecond: 1 / 120 };

/** Accounts remembered at once. */
const MAX_REMEMBERED = 20_000;

/**
 * Counts codes until one is right. An account that is being guessed at refuses all of them for a while,
 * also its owner's, whose password is known to somebody else by then: a recovery code, too long to be
 * guessed, is always looked at, and so is a session that is open.
 */
export class CodeThrottle {
  readonly #buckets = new BoundedMap<number, TokenBucket>(MAX_REMEMBERED);

  /**
   * Notes that the code of an account is about to be looked at.
   *
   * @throws {ChatError} `slow_down`; then it must not be.
   */
  attempt(account: number, code: string, nowMs: number): void {
    if (!isTotpCode(code)) return;
    const bucket = this.#buckets.get(account) ?? new TokenBucket(SIZE, nowMs);
    this.#buckets.set(account, bucket);
    // Taken before it is known to be wrong, so that many at once are no way around it.
    const waitMs = bucket.tryTake(nowMs);
    if (waitMs === 0) return;
    throw new ChatError(
      "slow_down",
      "Too many wrong codes; wait, or use a recovery code",
      { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
    );
  }

  /** The code was right. */
  succeeded(account: number): void {
    this.#buckets.delete(account);
  }
}
