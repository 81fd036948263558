/** Slows down guessing at accounts without slowing down those who know their password. */
import { Buffer } from "node:buffer";
import { ChatError } from "../../protocol/errors.ts";
import { MAX_USERNAME_LENGTH } from "../../protocol/limits.ts";
import { foldUsername } from "../../protocol/names.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { addressKey } from "./address_key.ts";
import type { TellFailure } from "./failure_news.ts";

/** Attempts at an account from one address that cost nothing, and after how long they are forgotten. */
const FREE = 5;
const FORGET_AFTER_MS = 15 * 60 * 1_000;

/** First delay, and the longest. */
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 8_000;

/** Whoever would have to wait longer than this for its turn is refused. */
const MAX_WAIT_MS = 30_000;

/** How fast people may log in. */
export interface LoginRates {
  /** Wrong passwords for one account from all addresses together at which it was never used. */
  guesses: BucketSize;
  /** Sessions of one account that are opened with its password; more at once wait for one another. */
  sessions: BucketSize;
  /** Logins of one account with tokens that were used before; more at once wait for one another. */
  returns: BucketSize;
}

/** How fast they may where nothing else is said: of the guesses a hundred, then one a minute. */
export const LOGIN_RATES: LoginRates = {
  guesses: { burst: 100, perSecond: 1 / 60 },
  sessions: { burst: 60, perSecond: 2 },
  returns: { burst: 60, perSecond: 5 },
};

/** Tokens that nobody has, from one address, which the writer is asked for; more are looked up first. */
const WRONG_TOKENS: BucketSize = { burst: 50, perSecond: 1 };

/** Accounts and pairs of account and address remembered at once. */
const MAX_REMEMBERED = 20_000;

/** A password that somebody is about to try. */
export interface Guess {
  username: string;
  address: string;
  /** Whether the account was used from there before, as far as its sessions tell. */
  isKnown: boolean;
}

/** One attempt, which counts as a wrong one until it is taken back. */
export interface LoginAttempt {
  /** How long it has to wait before it is looked at, in milliseconds. */
  readonly waitMs: number;
  /** Gives back what it took: nobody has looked at the password. */
  takeBack(): void;
  /** The password was wrong, for all nodes of a cluster. */
  fail(): void;
  /**
   * The password was right: gives back what it took, and what went wrong there before is forgotten, at
   * all nodes of a cluster.
   */
  succeed(): void;
}

interface Attempts {
  count: number;
  lastMs: number;
  /** When the next attempt may be looked at. */
  freeMs: number;
}

/**
 * Counts attempts when they begin and takes them back when they succeed.
 *
 * Attempts at one account from one address wait for one another: many at once take as long as many in
 * a row. What comes from other addresses, or is for other accounts, makes none of them wait. Over all
 * addresses together an account has a ceiling; it does not hold where the account was used before, so
 * that nobody can lock its owner out.
 */
export class LoginThrottle {
  readonly #rates: LoginRates;
  readonly #tell: TellFailure;
  readonly #pairs = new BoundedMap<string, Attempts>(MAX_REMEMBERED);
  readonly #strangers = new BoundedMap<string, TokenBucket>(MAX_REMEMBERED);
  readonly #known = new BoundedMap<string, true>(MAX_REMEMBERED);
  readonly #sessions = new BoundedMap<number, TokenBucket>(MAX_REMEMBERED);
  readonly #returns = new BoundedMap<number, TokenBucket>(MAX_REMEMBERED);
  /** Whose the tokens are that were used last, by their hashes. */
  readonly #owners = new BoundedMap<string, number>(MAX_REMEMBERED);
  readonly #wrongTokens = new BoundedMap<string, TokenBucket>(MAX_REMEMBERED);

  /** `tell` has the other nodes of a cluster count what went wrong here. */
  constructor(rates: LoginRates = LOGIN_RATES, tell: TellFailure = () => {}) {
    this.#rates = rates;
    this.#tell = tell;
  }

  /** Whether an account was used at an address since the server was started. */
  knows({ username, address }: Omit<Guess, "isKnown">): boolean {
    return this.#known.get(keysOf(username, address).pair) === true;
  }

  /** Notes that an account was used at an address. */
  remember({ username, address }: Omit<Guess, "isKnown">): void {
    this.#known.set(keysOf(username, address).pair, true);
  }

  /**
   * Notes an attempt.
   *
   * @throws {ChatError} `slow_down` when it must not be looked at; then it does not count.
   */
  attempt({ username, address, isKnown }: Guess, nowMs: number): LoginAttempt {
    const { account, pair } = keysOf(username, address);
    const own = attemptsOf(this.#pairs, pair, nowMs);
    const endMs = Math.max(nowMs, own.freeMs) + delayMs(own.count + 1);
    if (endMs - nowMs > MAX_WAIT_MS) throw slowDown(endMs - nowMs);
    const strangers = isKnown ? undefined : this.#bucketOf(account, nowMs);
    const refusedMs = strangers?.tryTake(nowMs) ?? 0;
    if (refusedMs > 0) {
      if (own.count === 0) this.#pairs.delete(pair);
      throw slowDown(refusedMs);
    }
    own.count += 1;
    own.lastMs = nowMs;
    own.freeMs = endMs;
    const takeBack = () => {
      own.count = Math.max(0, own.count - 1);
      // Nobody who comes now waits for what is over.
      if (own.count < FREE) own.freeMs = 0;
      strangers?.giveBack();
      // What says nothing must not push out what does.
      if (own.count === 0) this.#pairs.delete(pair);
      if (strangers?.waitMs(nowMs, this.#rates.guesses.burst) === 0) {
        this.#strangers.delete(account);
      }
    };
    const tell = (isRight: boolean) =>
      this.#tell({ failure: "password", username, address, isKnown, isRight });
    const succeed = () => {
      own.count = 1;
      takeBack();
      tell(true);
    };
    const fail = () => tell(false);
    return { waitMs: endMs - nowMs, takeBack, fail, succeed };
  }

  /** Counts a wrong password that came to another node. */
  failedElsewhere({ username, address, isKnown }: Guess, nowMs: number): void {
    const { account, pair } = keysOf(username, address);
    const own = attemptsOf(this.#pairs, pair, nowMs);
    own.count += 1;
    own.lastMs = nowMs;
    own.freeMs = Math.max(own.freeMs, nowMs + delayMs(own.count));
    if (!isKnown) this.#bucketOf(account, nowMs).tryTake(nowMs);
  }

  /** The password that came to another node was right. */
  succeededElsewhere({ username, address }: Omit<Guess, "isKnown">): void {
    this.#pairs.delete(keysOf(username, address).pair);
  }

  /**
   * Notes that a session of an account is about to be opened, by its id; returns how long that has to
   * wait, in milliseconds. Whoever logs in without an end is slowed down by nobody but itself.
   *
   * @throws {ChatError} `slow_down` when that would be too long.
   */
  openSession(account: number, nowMs: number): number {
    return takeFrom(this.#sessions, account, { size: this.#rates.sessions, nowMs });
  }

  /**
   * Notes that somebody comes back with a token, by its hash; returns how long that has to wait, in
   * milliseconds. Whoever comes and goes without an end is slowed down by nobody but itself.
   *
   * @throws {ChatError} `slow_down` when that would be too long.
   */
  comeBack(tokenHash: Uint8Array, nowMs: number): number {
    const account = this.#owners.get(textOf(tokenHash));
    return account === undefined
      ? 0
      : takeFrom(this.#returns, account, { size: this.#rates.returns, nowMs });
  }

  /** Notes whose a token is. */
  cameBack(tokenHash: Uint8Array, account: number): void {
    this.#owners.set(textOf(tokenHash), account);
  }

  /** Notes that nobody has a token that came from an address. */
  wrongToken(address: string, nowMs: number): void {
    this.wrongTokenElsewhere(address, nowMs);
    this.#tell({ failure: "token", address });
  }

  /** The same of one that came to another node. */
  wrongTokenElsewhere(address: string, nowMs: number): void {
    const key = addressKey(address);
    const bucket = this.#wrongTokens.get(key) ?? new TokenBucket(WRONG_TOKENS, nowMs);
    this.#wrongTokens.set(key, bucket);
    bucket.tryTake(nowMs);
  }

  /** Whether so many wrong tokens came from an address that the next one is likely to be another. */
  distrustsTokens(address: string, nowMs: number): boolean {
    return (this.#wrongTokens.get(addressKey(address))?.waitMs(nowMs) ?? 0) > 0;
  }

  #bucketOf(account: string, nowMs: number): TokenBucket {
    const bucket = this.#strangers.get(account) ?? new TokenBucket(this.#rates.guesses, nowMs);
    this.#strangers.set(account, bucket);
    return bucket;
  }
}

/** Takes a token of an account; whoever would wait too long for it is refused. */
function takeFrom(
  buckets: BoundedMap<number, TokenBucket>,
  account: number,
  { size, nowMs }: { size: BucketSize; nowMs: number },
): number {
  const bucket = buckets.get(account) ?? new TokenBucket(size, nowMs);
  buckets.set(account, bucket);
  const waitMs = bucket.waitMs(nowMs);
  if (waitMs > MAX_WAIT_MS) throw slowDown(waitMs);
  return bucket.take(nowMs);
}

function textOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64");
}

function slowDown(waitMs: number): ChatError {
  return new ChatError("slow_down", undefined, { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
}

function keysOf(username: string, address: string) {
  // Names that nobody can have share one key, however long they are.
  const account = username.length > MAX_USERNAME_LENGTH ? "" : foldUsername(username);
  return { account, pair: `${account} ${addressKey(address)}` };
}

function attemptsOf(map: BoundedMap<string, Attempts>, key: string, nowMs: number): Attempts {
  const known = map.get(key);
  const isOver = known === undefined || nowMs - known.lastMs > FORGET_AFTER_MS;
  const attempts = isOver ? { count: 0, lastMs: nowMs, freeMs: 0 } : known;
  map.set(key, attempts);
  return attempts;
}

function delayMs(count: number): number {
  if (count <= FREE) return 0;
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(10, count - FREE - 1));
}
