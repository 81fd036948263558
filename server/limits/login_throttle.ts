/** Slows down guessing: attempts without success wait longer and longer, and in turn. */
import { ChatError } from "../../protocol/errors.ts";
import { MAX_USERNAME_LENGTH } from "../../protocol/limits.ts";
import { foldUsername } from "../../protocol/names.ts";
import { BoundedMap } from "../base/bounded_map.ts";
import { addressKey } from "./address_key.ts";

/** Attempts without success that cost nothing, and after how long they are forgotten. */
const FREE_PER_ACCOUNT = 5;
const FREE_PER_ADDRESS = 30;
const FORGET_AFTER_MS = 15 * 60 * 1_000;

/** First delay, and the longest. */
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 8_000;

/** Whoever would have to wait longer than this for its turn is refused. */
const MAX_WAIT_MS = 30_000;

/** Accounts and addresses remembered at once. */
const MAX_REMEMBERED = 20_000;

interface Attempts {
  count: number;
  lastMs: number;
  /** When the next attempt may be looked at. */
  freeMs: number;
}

/**
 * Counts attempts when they begin and takes them back when they succeed.
 *
 * From one address, attempts wait for one another: many at once take as long as many in a row. From
 * different addresses they only wait for themselves, so that nobody can lock somebody else out: what
 * strangers do to an account delays its owner by {@linkcode MAX_DELAY_MS} at most.
 */
export class LoginThrottle {
  readonly #accounts = new BoundedMap<string, Attempts>(MAX_REMEMBERED);
  readonly #addresses = new BoundedMap<string, Attempts>(MAX_REMEMBERED);
  readonly #pairs = new BoundedMap<string, Attempts>(MAX_REMEMBERED);

  /**
   * Notes an attempt; returns how long it has to wait before it is looked at, in milliseconds.
   *
   * @throws {ChatError} `slow_down` when that would be too long; then it does not count.
   */
  attempt(username: string, address: string, nowMs: number): number {
    const { account, origin, pair } = keysOf(username, address);
    const own = attemptsOf(this.#pairs, pair, nowMs);
    const from = attemptsOf(this.#addresses, origin, nowMs);
    const on = attemptsOf(this.#accounts, account, nowMs);
    const delay = Math.max(
      delayMs(on.count + 1, FREE_PER_ACCOUNT),
      delayMs(from.count + 1, FREE_PER_ADDRESS),
    );
    const startMs = Math.max(nowMs, own.freeMs, from.count < FREE_PER_ADDRESS ? 0 : from.freeMs);
    const endMs = startMs + delay;
    if (endMs - nowMs > MAX_WAIT_MS) {
      const retryAfterSeconds = Math.ceil((endMs - nowMs) / 1_000);
      throw new ChatError("slow_down", undefined, { retryAfterSeconds });
    }
    for (const attempts of [own, from, on]) {
      attempts.count += 1;
      attempts.lastMs = nowMs;
    }
    own.freeMs = endMs;
    from.freeMs = endMs;
    return endMs - nowMs;
  }

  /** Takes an attempt back that was not wrong, but did not lead to a login either. */
  wasNoGuess(username: string, address: string): void {
    const { account, origin, pair } = keysOf(username, address);
    const all = [
      this.#accounts.get(account),
      this.#pairs.get(pair),
      this.#addresses.get(origin),
    ];
    for (const attempts of all) {
      if (attempts !== undefined) attempts.count = Math.max(0, attempts.count - 1);
    }
  }

  /** Takes an attempt back that turned out to be right. */
  succeeded(username: string, address: string): void {
    const { account, origin, pair } = keysOf(username, address);
    this.#accounts.delete(account);
    this.#pairs.delete(pair);
    const from = this.#addresses.get(origin);
    if (from !== undefined) from.count = Math.max(0, from.count - 1);
  }
}

function keysOf(username: string, address: string) {
  // Names that nobody can have share one key, however long they are.
  const account = username.length > MAX_USERNAME_LENGTH ? "" : foldUsername(username);
  const origin = addressKey(address);
  return { account, origin, pair: `${account} ${origin}` };
}

function attemptsOf(map: BoundedMap<string, Attempts>, key: string, nowMs: number): Attempts {
  const known = map.get(key);
  const isOver = known === undefined || nowMs - known.lastMs > FORGET_AFTER_MS;
  const attempts = isOver ? { count: 0, lastMs: nowMs, freeMs: 0 } : known;
  // The clock was set back: nobody waits until it is that late again.
  if (attempts.lastMs > nowMs) attempts.freeMs = 0;
  map.set(key, attempts);
  return attempts;
}

function delayMs(count: number, free: number): number {
  if (count <= free) return 0;
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(10, count - free - 1));
}
