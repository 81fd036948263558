/** Slows down guessing: attempts of one account or one address wait longer and longer. */
import { BoundedMap } from "../bounded_map.ts";
import { foldUsername } from "../../protocol/names.ts";
import { addressKey } from "./address_key.ts";

/** Attempts without success that cost nothing, and after how long they are forgotten. */
const FREE_PER_ACCOUNT = 5;
const FREE_PER_ADDRESS = 30;
const FORGET_AFTER_MS = 15 * 60 * 1_000;

/** First delay, and the longest: a lock that an attacker can put on others must stay bearable. */
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 8_000;

/** Accounts and addresses remembered at once. */
const MAX_REMEMBERED = 20_000;

interface Attempts {
  count: number;
  lastMs: number;
}

/**
 * Counts attempts when they begin and takes them back when they succeed, so that many at once wait
 * as long as many in a row. It delays and never refuses: nobody can lock somebody else out.
 */
export class LoginThrottle {
  readonly #accounts = new BoundedMap<string, Attempts>(MAX_REMEMBERED);
  readonly #addresses = new BoundedMap<string, Attempts>(MAX_REMEMBERED);

  /** Notes an attempt; returns how long it has to wait before it is looked at, in milliseconds. */
  attempt(username: string, address: string, nowMs: number): number {
    const account = note(this.#accounts, foldUsername(username), nowMs);
    const origin = note(this.#addresses, addressKey(address), nowMs);
    return Math.max(delayMs(account, FREE_PER_ACCOUNT), delayMs(origin, FREE_PER_ADDRESS));
  }

  /** Takes an attempt back that turned out to be right. */
  succeeded(username: string, address: string): void {
    this.#accounts.delete(foldUsername(username));
    const origin = this.#addresses.get(addressKey(address));
    if (origin !== undefined) origin.count = Math.max(0, origin.count - 1);
  }
}

function note(map: BoundedMap<string, Attempts>, key: string, nowMs: number): number {
  const known = map.get(key);
  const count = known === undefined || nowMs - known.lastMs > FORGET_AFTER_MS ? 1 : known.count + 1;
  map.set(key, { count, lastMs: nowMs });
  return count;
}

function delayMs(count: number, free: number): number {
  if (count <= free) return 0;
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(10, count - free - 1));
}
