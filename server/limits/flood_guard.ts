/** Slows down accounts that say the same again and again, or post link after link. */
import { hash } from "node:crypto";
import { ChatError } from "../../protocol/errors.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { GrowingLimit } from "./growing_limit.ts";
import type { BucketSize } from "../base/token_bucket.ts";

/** How often the same text may be said; short ones ("yes", "+1") are said more often. */
export const SAME_TEXT: BucketSize = { burst: 12, perSecond: 1 / 10 };
export const SAME_SHORT_TEXT: BucketSize = { burst: 30, perSecond: 1 / 5 };
const SHORT_CHARACTERS = 16;

/** How many links may be posted. */
const LINKS: BucketSize = { burst: 20, perSecond: 1 / 3 };

/** How often an account may say the same, or post links. */
export interface FloodRates {
  text: BucketSize;
  shortText: BucketSize;
  links: BucketSize;
}

/** How often it may where nothing else is said. */
export const FLOOD_RATES: FloodRates = {
  text: SAME_TEXT,
  shortText: SAME_SHORT_TEXT,
  links: LINKS,
};
const LINK = /\bhttps?:\/\/|\bwww\.\S/gi;

/** Accounts that are remembered at once, and texts of each; beyond that the oldest are forgotten. */
const MAX_ACCOUNTS = 5_000;
const MAX_TEXTS = 8;

/** Nonces of one text that are known to be the same message again. */
const MAX_NONCES = 16;

/** A text that was said. */
interface SaidText {
  limit: GrowingLimit;
  nonces: BoundedMap<string, true>;
}

interface Habits {
  texts: BoundedMap<string, SaidText>;
  links: GrowingLimit;
}

/** A message that is about to be said, or (`isEdit`) another text for one. */
export interface Said {
  account: number;
  text: string;
  /** A message that is sent again with its nonce is no repetition. */
  nonce: string | undefined;
  isEdit: boolean;
  /** At how many nodes of a cluster the account is: each of them counts by itself. @default 1 */
  nodes?: number | undefined;
}

/** Remembers what accounts have said lately: as hashes, and not for long. */
export class FloodGuard {
  readonly #rates: FloodRates;
  readonly #accounts = new BoundedMap<number, Habits>(MAX_ACCOUNTS);

  constructor(rates: FloodRates = FLOOD_RATES) {
    this.#rates = rates;
  }

  /** How many accounts it remembers. */
  get size(): number {
    return this.#accounts.size;
  }

  /**
   * Notes a message.
   *
   * @throws {ChatError} `slow_down`, for longer with every time.
   */
  check({ account, text, nonce, isEdit, nodes = 1 }: Said, nowMs: number): void {
    const habits = this.#accounts.get(account) ?? {
      texts: new BoundedMap<string, SaidText>(MAX_TEXTS),
      links: new GrowingLimit(this.#rates.links, nowMs),
    };
    this.#accounts.set(account, habits);
    const said = isEdit ? undefined : saidText(habits, text, { rates: this.#rates, nowMs });
    if (said !== undefined && nonce !== undefined && said.nonces.get(nonce) === true) return;
    if (said !== undefined) {
      refuse(said.limit.tryTake(nowMs, nodes), "You have said the same several times");
    }
    const links = text.match(LINK)?.length ?? 0;
    if (links > 0) refuse(habits.links.tryTake(nowMs, links * nodes), "You have posted many links");
    if (nonce !== undefined) said?.nonces.set(nonce, true);
  }
}

function saidText(
  { texts }: Habits,
  text: string,
  { rates, nowMs }: { rates: FloodRates; nowMs: number },
): SaidText {
  const folded = text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}]+/gu, " ").trim();
  const key = hash("sha256", folded, "base64");
  const isShort = folded.length <= SHORT_CHARACTERS;
  const said = texts.get(key) ?? {
    limit: new GrowingLimit(isShort ? rates.shortText : rates.text, nowMs),
    nonces: new BoundedMap<string, true>(MAX_NONCES),
  };
  texts.set(key, said);
  return said;
}

function refuse(waitMs: number, what: string): void {
  if (waitMs === 0) return;
  const retryAfterSeconds = Math.ceil(waitMs / 1_000);
  throw new ChatError("slow_down", `${what}; wait ${retryAfterSeconds} s and try again`, {
    retryAfterSeconds,
  });
}
