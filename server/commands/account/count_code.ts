/** Has wrong codes of a second factor count: in the database, or, below the level for that, at the nodes. */
import { LEVELS } from "../../journal/log/levels.ts";
import { WRONG_CODES_LEVEL } from "../../journal/log/known_levels.ts";
import type { ByCode } from "../../journal/write/accounts/credentials.ts";
import { UNKNOWN_PLACE } from "../../journal/write/accounts/wrong_codes.ts";
import { addressKey } from "../../limits/address_key.ts";
import type { CodeAttempt } from "../../accounts/code_throttle.ts";
import type { Services } from "../services.ts";

/** A code that is about to be looked at by the journal. */
export interface CountedCode {
  /** What the entry that brings it says besides. */
  fields: ByCode;
  /** To be called when it was right. */
  succeeded(): void;
}

/**
 * What is to be done about a code that goes into the journal.
 *
 * @throws {ChatError} `slow_down`; then it must not be looked at.
 */
export function countCode(
  { cluster, codeThrottle, elapsed }: Pick<Services, "cluster" | "codeThrottle" | "elapsed">,
  attempt: CodeAttempt,
): CountedCode {
  if (codeThrottle === undefined) return { fields: {}, succeeded() {} };
  const level = cluster?.level ?? LEVELS.program;
  if (level >= WRONG_CODES_LEVEL) {
    const { knownAddress } = attempt;
    const codePlace = knownAddress === undefined ? UNKNOWN_PLACE : addressKey(knownAddress);
    return { fields: { codePlace }, succeeded() {} };
  }
  codeThrottle.attempt(attempt, elapsed());
  return { fields: {}, succeeded: () => codeThrottle.succeeded(attempt) };
}
