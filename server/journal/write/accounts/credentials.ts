/** Entries about what accounts log in with: second factors, passwords that must be changed, failures. */
import type { WriteStore } from "../write_store.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import { hashToken } from "../../../accounts/tokens.ts";
import { isTotpCode, matchingStep } from "../../../accounts/totp.ts";
import { normalizeTypedCode } from "../../../accounts/typed_code.ts";
import type { Appliers } from "../../applier.ts";
import { accountNamed, actorOf, demandServerRight } from "../../gate.ts";
import { demandHigherRank } from "../../ranks.ts";
import type { Row, Store } from "../../database/store.ts";
import { announce } from "../order/announce.ts";
import { audit } from "../order/audit.ts";
import type { Acting } from "../order/staff.ts";
import { checkMayTry, forgetWrongCodes } from "./wrong_codes.ts";

/** So many failures at once are news for those who keep order. */
const FAILURES_WORTH_TELLING = 100;

/** An account on whose credentials somebody else has acted. */
export interface ResetCredentials {
  account: number;
  username: string;
  by: string;
}

/**
 * What the clock showed when somebody wanted to prove who he is. That may be before the time of the
 * entry: codes are made by the clock, and a journal that is ahead of it must lock nobody out.
 */
export interface ByTheClock {
  clockMs: number;
}

/** Where a code comes from that is counted when it is wrong. */
export interface ByCode {
  /**
   * One of the places where the account was used before, or empty for all others; left out where wrong
   * codes are not counted, and in a cluster below the level that counts them in the database.
   */
  codePlace?: string | undefined;
}

/** Entries about credentials. */
export interface CredentialEntries {
  /** Keeps a secret until it is proved with a code that it has arrived. */
  offer_second_factor: { fields: { secret: Uint8Array }; result: null };
  /** From now on a login needs a code; `recoveryCodeHashes` are of the codes that replace one. */
  enable_second_factor: {
    fields: Acting & ByTheClock & { code: string; recoveryCodeHashes: readonly Uint8Array[] };
    result: null;
  };
  /** The password was right already; the code, or a recovery code, is checked here. */
  disable_second_factor: { fields: Acting & ByTheClock & ByCode & { code: string }; result: null };
  /** Takes the second factor off somebody else. */
  reset_second_factor: { fields: Acting & { username: string }; result: ResetCredentials };
  /** Ends all sessions of somebody else, who must choose another password at the next login. */
  reset_password: { fields: Acting & { username: string }; result: ResetCredentials };
  /** Notes failed logins in the audit log; names that nobody has are left out, they may be passwords. */
  login_failed: {
    fields: { username: string; address: string; detail: string; count: number };
    result: null;
  };
}

/** Applies {@linkcode CredentialEntries}. */
export const CREDENTIAL_APPLIERS: Appliers<CredentialEntries> = {
  offer_second_factor(store, { actor: account, secret }) {
    if (enabledFactor(store, account) !== undefined) throw new ChatError("has_second_factor");
    store.run(
      "INSERT OR REPLACE INTO second_factors (account, secret) VALUES (?, ?)",
      account,
      secret,
    );
    return null;
  },

  enable_second_factor(
    store,
    { actor: account, address, clockMs, code, recoveryCodeHashes, timeMs },
  ) {
    const factor = store.get("SELECT * FROM second_factors WHERE account = ?", account);
    if (factor === undefined) throw new ChatError("no_second_factor");
    if (factor["enabled_ms"] !== null) throw new ChatError("has_second_factor");
    const step = matchingStep(secretOf(factor), code, { nowMs: clockMs, lastStep: 0 });
    if (step === undefined) throw new ChatError("bad_code");
    store.run(
      "UPDATE second_factors SET enabled_ms = ?, last_step = ? WHERE account = ?",
      timeMs,
      step,
      account,
    );
    store.run("DELETE FROM recovery_codes WHERE account = ?", account);
    for (const hash of recoveryCodeHashes) {
      store.run("INSERT INTO recovery_codes (account, code_hash) VALUES (?, ?)", account, hash);
    }
    const actor = actorOf(store, account);
    const action = "enable_second_factor";
    audit(store, { action, actor, address, target: actor.name, timeMs });
    return null;
  },

  disable_second_factor(store, { actor: account, address, clockMs, code, codePlace, timeMs }) {
    if (enabledFactor(store, account) === undefined) throw new ChatError("no_second_factor");
    // Nothing is left of it that a code could be used up in.
    secondFactor(store, { account, code, codePlace, nowMs: clockMs });
    removeSecondFactor(store, account);
    const actor = actorOf(store, account);
    const action = "disable_second_factor";
    audit(store, { action, actor, address, target: actor.name, timeMs });
    return null;
  },

  reset_second_factor(store, { actor: account, address, username, timeMs }) {
    const actor = demandServerRight(store, account, "reset_credentials");
    const target = accountNamed(store, username);
    demandHigherRank(store, actor, target);
    if (enabledFactor(store, target.id) === undefined) {
      throw new ChatError("no_second_factor", "This account has no second factor");
    }
    removeSecondFactor(store, target.id);
    const action = "disable_second_factor";
    audit(store, { action, actor, address, target: target.name, timeMs });
    announce(store, `${actor.name} took the second factor off ${target.name}`, timeMs);
    return { account: target.id, username: target.name, by: actor.name };
  },

  reset_password(store, { actor: account, address, username, timeMs }) {
    const actor = demandServerRight(store, account, "reset_credentials");
    const target = accountNamed(store, username);
    demandHigherRank(store, actor, target);
    store.run("UPDATE accounts SET must_change_password = 1 WHERE id = ?", target.id);
    store.run("DELETE FROM sessions WHERE account = ?", target.id);
    audit(store, { action: "reset_password", actor, address, target: target.name, timeMs });
    announce(store, `${actor.name} has ${target.name} choose another password`, timeMs);
    return { account: target.id, username: target.name, by: actor.name };
  },

  login_failed(store, { username, address, detail, count, timeMs }) {
    const row = store.get(
      "SELECT name FROM accounts WHERE folded_name = ? AND deleted_ms IS NULL",
      foldUsername(username),
    );
    const target = String(row?.["name"] ?? "");
    audit(store, { action: "login_failed", address, target, detail, timeMs });
    if (count >= FAILURES_WORTH_TELLING) {
      announce(store, `${count} more logins from ${address} have failed`, timeMs);
    }
    return null;
  },
};

/** What a login is tried with, its password being right. */
export interface SecondFactorProof extends ByCode {
  account: number;
  /** A code of the application, or a recovery code; undefined when none was given. */
  code: string | undefined;
  nowMs: number;
}

/**
 * Sees to it that an account with a second factor shows it. Nothing is changed by that: what must be
 * changed for the code to be used up is done by the function that comes back. That returns how many
 * recovery codes are left when it was one of them. A recovery code, too long to be guessed, is always
 * looked at; of others, so many wrong ones.
 *
 * @throws {ChatError} `code_required`, `bad_code`, `slow_down`.
 */
export function secondFactor(
  store: WriteStore,
  { account, code, codePlace, nowMs }: SecondFactorProof,
): () => number | undefined {
  const factor = enabledFactor(store, account);
  if (factor === undefined) return () => undefined;
  if (code === undefined) throw new ChatError("code_required");
  const counted = codePlace === undefined ? undefined : { account, place: codePlace };
  if (isTotpCode(code)) {
    if (counted !== undefined) checkMayTry(store, counted);
    const lastStep = Number(factor["last_step"]);
    const step = matchingStep(secretOf(factor), code, { nowMs, lastStep });
    if (step === undefined) {
      if (counted !== undefined) store.wrongCodes.push(counted);
      throw new ChatError("bad_code");
    }
    return () => {
      if (counted !== undefined) forgetWrongCodes(store, counted);
      store.run("UPDATE second_factors SET last_step = ? WHERE account = ?", step, account);
      return undefined;
    };
  }
  const hash = hashToken(normalizeTypedCode(code));
  const where = "FROM recovery_codes WHERE account = ? AND code_hash = ?";
  if (store.get(`SELECT 1 ${where}`, account, hash) === undefined) throw new ChatError("bad_code");
  return () => {
    if (counted !== undefined) forgetWrongCodes(store, counted);
    store.run(`DELETE ${where}`, account, hash);
    const left = store.get(
      "SELECT count(*) AS count FROM recovery_codes WHERE account = ?",
      account,
    );
    return Number(left?.["count"]);
  };
}

/** Whether a login of the account needs a code. */
export function hasSecondFactor(store: Store, account: number): boolean {
  return enabledFactor(store, account) !== undefined;
}

/** Forgets the second factor of an account and the codes that replace it. */
export function removeSecondFactor(store: WriteStore, account: number): void {
  store.run("DELETE FROM second_factors WHERE account = ?", account);
  store.run("DELETE FROM recovery_codes WHERE account = ?", account);
  store.run("DELETE FROM wrong_codes WHERE account = ?", account);
}

function enabledFactor(store: Store, account: number): Row | undefined {
  return store.get(
    "SELECT * FROM second_factors WHERE account = ? AND enabled_ms IS NOT NULL",
    account,
  );
}

function secretOf({ secret }: Row): Uint8Array {
  return secret as Uint8Array;
}
