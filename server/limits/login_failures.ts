/** Which failed logins get a line of their own in the audit log, and which are only counted. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { addressKey } from "./address_key.ts";

/** How long failures of one address are counted together, in milliseconds. */
export const FAILURE_WINDOW_MS = 15 * 60 * 1_000;

/** Lines in that time about one account from one address, and about all accounts from it. */
const LINES_PER_ACCOUNT = 3;
const LINES_PER_ADDRESS = 20;

/** Lines of all addresses together. */
const LINES: BucketSize = { burst: 500, perSecond: 1 };

/** Addresses counted at once; beyond that the one that was heard of longest ago is forgotten. */
const MAX_ADDRESSES = 5_000;

/** Failures that got no line of their own. */
export interface CountedFailures {
  address: string;
  /** The name that was tried last. */
  username: string;
  count: number;
}

interface Failures {
  sinceMs: number;
  lines: number;
  linesByName: Map<string, number>;
  counted: CountedFailures;
}

/** Keeps a flood of failed logins out of the audit log without keeping it silent. */
export class LoginFailures {
  readonly #addresses = new BoundedMap<string, Failures>(MAX_ADDRESSES);
  readonly #lines: TokenBucket;

  constructor(nowMs: number) {
    this.#lines = new TokenBucket(LINES, nowMs);
  }

  /** Notes a failure; true when it gets a line of its own. `username` is in folded form. */
  note({ username, address }: { username: string; address: string }, nowMs: number): boolean {
    const key = addressKey(address);
    const failures = this.#addresses.get(key) ?? {
      sinceMs: nowMs,
      lines: 0,
      linesByName: new Map<string, number>(),
      counted: { address: key, username, count: 0 },
    };
    this.#addresses.set(key, failures);
    const ofName = failures.linesByName.get(username) ?? 0;
    const isWorthIt = ofName < LINES_PER_ACCOUNT && failures.lines < LINES_PER_ADDRESS;
    if (isWorthIt && this.#lines.tryTake(nowMs) === 0) {
      failures.lines += 1;
      failures.linesByName.set(username, ofName + 1);
      return true;
    }
    failures.counted.count += 1;
    failures.counted.username = username;
    return false;
  }

  /** What was counted in windows that are over, and is forgotten by that; at the end, in all. */
  due(nowMs: number): CountedFailures[] {
    const due: CountedFailures[] = [];
    for (const [key, { sinceMs, counted }] of [...this.#addresses.entries()]) {
      if (nowMs - sinceMs < FAILURE_WINDOW_MS) continue;
      this.#addresses.delete(key);
      if (counted.count > 0) due.push(counted);
    }
    return due;
  }
}
