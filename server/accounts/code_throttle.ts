/**
 * Slows down guessing the six digits of a second factor by somebody who knows the password, in a cluster
 * whose programs do not all count that in the database (journal/write/accounts/wrong_codes.ts).
 */
import { ChatError } from "../../protocol/errors.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { addressKey } from "../limits/address_key.ts";
import type { TellFailure } from "../limits/failure_news.ts";
import { isTotpCode } from "./totp.ts";

/**
 * Wrong codes of one account, from all addresses where it was never used or from one where it was:
 * ten, then one every two minutes. Three codes of a million are right at any time, so that whoever
 * tries for a year finds one with a chance of a half.
 */
const SIZE: BucketSize = { burst: 10, perSecond: 1 / 120 };

/** Accounts, and places where they were used, remembered at once. */
const MAX_REMEMBERED = 20_000;

/** Whose code is about to be looked at. */
export interface CodeAttempt {
  account: number;
  code: string;
  /** An address at which the account was used before; undefined for all others, which count together. */
  knownAddress: string | undefined;
}

/**
 * Counts codes until one is right. An account that is being guessed at refuses all of them for a while,
 * but not where it was used before, which counts for itself: a stranger who knows the password cannot
 * lock its owner out. A recovery code, too long to be guessed, is always looked at.
 */
export class CodeThrottle {
  readonly #buckets = new BoundedMap<string, TokenBucket>(MAX_REMEMBERED);
  readonly #tell: TellFailure;

  /** `tell` has the other nodes of a cluster count what is tried here. */
  constructor(tell: TellFailure = () => {}) {
    this.#tell = tell;
  }

  /**
   * Notes that a code is about to be looked at.
   *
   * @throws {ChatError} `slow_down`; then it must not be.
   */
  attempt(attempt: CodeAttempt, nowMs: number): void {
    if (!isTotpCode(attempt.code)) return;
    // Taken before it is known to be wrong, so that many at once are no way around it.
    const waitMs = this.triedElsewhere(attempt, nowMs);
    if (waitMs === 0) return this.#told(attempt, false);
    throw new ChatError(
      "slow_down",
      "Too many wrong codes; wait, or use a recovery code",
      { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
    );
  }

  /** Counts a code that was looked at by another node; returns how long the next one has to wait. */
  triedElsewhere(place: CodePlace, nowMs: number): number {
    const key = keyOf(place);
    const bucket = this.#buckets.get(key) ?? new TokenBucket(SIZE, nowMs);
    this.#buckets.set(key, bucket);
    return bucket.tryTake(nowMs);
  }

  /** The code was right. */
  succeeded(place: CodePlace): void {
    this.succeededElsewhere(place);
    this.#told(place, true);
  }

  /** It was, at another node. */
  succeededElsewhere(place: CodePlace): void {
    this.#buckets.delete(keyOf(place));
  }

  #told({ account, knownAddress }: CodePlace, isRight: boolean): void {
    this.#tell({ failure: "code", account, knownAddress, isRight });
  }
}

/** What codes are counted for. */
type CodePlace = Omit<CodeAttempt, "code">;

function keyOf({ account, knownAddress }: CodePlace): string {
  return `${account} ${knownAddress === undefined ? "" : addressKey(knownAddress)}`;
}
