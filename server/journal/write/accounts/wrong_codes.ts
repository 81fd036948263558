/**
 * Slows down guessing the six digits of a second factor by somebody who knows the password. It is counted
 * in the database, by the entries that bring codes: several nodes give no more guesses than one, and a
 * restart gives none back.
 */
import { ChatError } from "../../../../protocol/errors.ts";
import type { WriteStore } from "../write_store.ts";

/**
 * Wrong codes of one account, from all addresses where it was never used or from one where it was:
 * ten, then one every two minutes. Three codes of a million are right at any time, so that whoever
 * tries for a year finds one with a chance of a half.
 */
const BURST = 10;
const REFILL_MS = 120_000;

/** Places of an account that count for themselves at once; what is beyond counts as an unknown one. */
const MAX_PLACES = 16;

/** Where an account was never used: all such places count together. */
export const UNKNOWN_PLACE = "";

/** What codes are counted for. */
export interface CodePlace {
  account: number;
  /**
   * Where the code comes from, of those where the account was used before (`addressKey`), or
   * {@linkcode UNKNOWN_PLACE}.
   */
  place: string;
}

/**
 * Sees to it that a code may be looked at. An account that is being guessed at refuses all of them for a
 * while, but not where it was used before, which counts for itself: a stranger who knows the password
 * cannot lock its owner out.
 *
 * @throws {ChatError} `slow_down`.
 */
export function checkMayTry(store: WriteStore, tried: CodePlace): void {
  const { timeMs } = store;
  const waitMs = freeMs(store, countedFor(store, tried)) - (BURST - 1) * REFILL_MS - timeMs;
  if (waitMs <= 0) return;
  throw new ChatError(
    "slow_down",
    "Too many wrong codes; wait, or use a recovery code",
    { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
  );
}

/** Writes down the wrong codes of the entry that was refused for one. */
export function noteWrongCodes(store: WriteStore): void {
  const { timeMs } = store;
  for (const tried of store.wrongCodes.splice(0)) {
    const counted = countedFor(store, tried);
    const countedMs = Math.max(timeMs, freeMs(store, counted)) + REFILL_MS;
    store.run("DELETE FROM wrong_codes WHERE account = ? AND free_ms <= ?", tried.account, timeMs);
    store.run(
      "INSERT OR REPLACE INTO wrong_codes (account, place, free_ms) VALUES (?, ?, ?)",
      counted.account,
      counted.place,
      countedMs,
    );
  }
}

/** A code was right: all guesses are given back to that place. */
export function forgetWrongCodes(store: WriteStore, { account, place }: CodePlace): void {
  store.run("DELETE FROM wrong_codes WHERE account = ? AND place = ?", account, place);
}

/** When none of the wrong codes counts any more. */
function freeMs(store: WriteStore, { account, place }: CodePlace): number {
  const row = store.get(
    "SELECT free_ms FROM wrong_codes WHERE account = ? AND place = ?",
    account,
    place,
  );
  return Number(row?.["free_ms"] ?? 0);
}

/** Which place a code counts for: an account has rows for so many only. */
function countedFor(store: WriteStore, { account, place }: CodePlace): CodePlace {
  if (place === UNKNOWN_PLACE) return { account, place };
  const row = store.get(
    `SELECT count(*) AS count, coalesce(max(place = ?2), 0) AS is_there FROM wrong_codes
     WHERE account = ?1 AND place <> '${UNKNOWN_PLACE}' AND free_ms > ?3`,
    account,
    place,
    store.timeMs,
  );
  const hasRoom = row?.["is_there"] === 1 || Number(row?.["count"]) < MAX_PLACES;
  return { account, place: hasRoom ? place : UNKNOWN_PLACE };
}
