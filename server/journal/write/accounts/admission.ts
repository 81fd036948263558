/** Entries about who may make an account: the mode of registration, invite codes, the list of names. */
import type { WriteStore } from "../write_store.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import {
  changedRegistration,
  modeText,
  OPEN_REGISTRATION,
  registrationAt,
  type RegistrationMode,
  type RegistrationRule,
} from "../../../access/registration.ts";
import type { Appliers } from "../../applier.ts";
import { CONSOLE } from "../../actors.ts";
import { type Actor, demandServerRight } from "../../gate.ts";
import type { Store } from "../../database/store.ts";
import { announce } from "../order/announce.ts";
import { audit } from "../order/audit.ts";
import { endOf, untilText } from "../order/restraints.ts";
import type { Acting } from "../order/staff.ts";

/** Most invite codes that are valid at once, and most names on the list. */
const MAX_INVITES = 10_000;
const MAX_ALLOWED = 100_000;

/** An invite code that was made. */
export interface MadeInvite {
  code: string;
  uses: number;
  untilMs: number | undefined;
}

/** Entries about who may make an account. */
export interface AdmissionEntries {
  /** Who may register from now on: for good, or for some seconds. */
  set_registration: {
    fields: Acting & { mode: RegistrationMode; seconds: number | undefined };
    result: RegistrationRule;
  };
  /** Notes that what held for some seconds does not any more. */
  end_registration: { fields: Record<never, never>; result: RegistrationRule };
  /** Makes an invite code; `code` is as `makeTypedCode()` makes it. */
  add_invite: {
    fields: Acting & { code: string; uses: number; seconds: number | undefined };
    result: MadeInvite;
  };
  /** Makes an invite code worth nothing. */
  revoke_invite: { fields: Acting & { code: string }; result: null };
  /** Puts a name that can be registered onto the list. */
  allow_name: { fields: Acting & { username: string }; result: null };
  disallow_name: { fields: Acting & { username: string }; result: null };
}

/** Applies {@linkcode AdmissionEntries}. */
export const ADMISSION_APPLIERS: Appliers<AdmissionEntries> = {
  set_registration(store, { actor: account, address, mode, seconds, timeMs }) {
    const actor = demandServerRight(store, account, "set_registration");
    const before = registrationRule(store);
    const untilMs = endOf(seconds, timeMs);
    const rule = changedRegistration(before, mode, untilMs);
    const now = registrationAt(before, timeMs);
    // Every start with the same option is no news.
    if (JSON.stringify(rule) === JSON.stringify(before)) return rule;
    keepRule(store, rule);
    const end = untilText({ untilMs, reason: "" });
    audit(store, {
      action: "registration",
      actor,
      address,
      detail: `${modeText(now.mode)} -> ${modeText(mode)}${end}`,
      timeMs,
    });
    announce(
      store,
      `Registration is ${modeText(mode)} now${end} (was ${modeText(now.mode)}), by ${actor.name}`,
      timeMs,
    );
    return rule;
  },

  end_registration(store, { timeMs }) {
    const { mode, meanwhile } = registrationRule(store);
    const rule: RegistrationRule = { mode };
    if (meanwhile === undefined || meanwhile.untilMs > timeMs) return registrationRule(store);
    keepRule(store, rule);
    const before = modeText(meanwhile.mode);
    const detail = `${before} -> ${modeText(mode)}`;
    audit(store, { action: "registration", address: "", detail, timeMs });
    announce(store, `Registration is ${modeText(mode)} again (was ${before})`, timeMs);
    return rule;
  },

  add_invite(store, { actor: account, address, code, uses, seconds, timeMs }) {
    const actor = demandServerRight(store, account, "admit_people");
    const valid = store.get(
      `SELECT count(*) AS count FROM invites
       WHERE uses_left > 0 AND revoked_ms IS NULL AND (until_ms IS NULL OR until_ms > ?)`,
      timeMs,
    );
    if (Number(valid?.["count"]) >= MAX_INVITES) {
      throw new ChatError("bad_field", `There are ${MAX_INVITES} invite codes; revoke some first`);
    }
    const untilMs = endOf(seconds, timeMs);
    store.run(
      "INSERT INTO invites (code, made_by, uses_left, made_ms, until_ms) VALUES (?, ?, ?, ?, ?)",
      code,
      accountOf(actor),
      uses,
      timeMs,
      untilMs ?? null,
    );
    const end = untilText({ untilMs, reason: "" });
    const detail = `${uses} ${uses === 1 ? "use" : "uses"}${end}`;
    audit(store, { action: "invite_code", actor, address, target: code, detail, timeMs });
    return { code, uses, untilMs };
  },

  revoke_invite(store, { actor: account, address, code, timeMs }) {
    const actor = demandServerRight(store, account, "admit_people");
    const { changes } = store.run(
      "UPDATE invites SET revoked_ms = ? WHERE code = ? AND revoked_ms IS NULL",
      timeMs,
      code,
    );
    if (changes === 0) throw new ChatError("bad_invite", "There is no such invite code");
    audit(store, { action: "revoke_code", actor, address, target: code, timeMs });
    return null;
  },

  allow_name(store, { actor: account, address, username, timeMs }) {
    const actor = demandServerRight(store, account, "admit_people");
    if (
      Number(store.get("SELECT count(*) AS count FROM allowed_names")?.["count"]) >= MAX_ALLOWED
    ) {
      throw new ChatError("bad_field", `There are ${MAX_ALLOWED} names on the list; take some off`);
    }
    const { changes } = store.run(
      `INSERT OR IGNORE INTO allowed_names (folded_name, name, added_by, added_ms)
       VALUES (?, ?, ?, ?)`,
      foldUsername(username),
      username,
      accountOf(actor),
      timeMs,
    );
    if (changes > 0) audit(store, { action: "allow", actor, address, target: username, timeMs });
    return null;
  },

  disallow_name(store, { actor: account, address, username, timeMs }) {
    const actor = demandServerRight(store, account, "admit_people");
    const { changes } = store.run(
      "DELETE FROM allowed_names WHERE folded_name = ?",
      foldUsername(username),
    );
    if (changes === 0) throw new ChatError("no_such_user", "This name is not on the list");
    audit(store, { action: "disallow", actor, address, target: username, timeMs });
    return null;
  },
};

/** What was decided about registration. */
export function registrationRule(store: Store): RegistrationRule {
  const row = store.get("SELECT value FROM settings WHERE name = 'registration'");
  return row === undefined ? OPEN_REGISTRATION : JSON.parse(String(row["value"]));
}

function keepRule(store: WriteStore, rule: RegistrationRule): void {
  store.run(
    "INSERT OR REPLACE INTO settings (name, value) VALUES ('registration', ?)",
    JSON.stringify(rule),
  );
}

/** Who wants to make an account, and with what. */
export interface Applicant {
  name: string;
  /** Undefined when none was given. */
  inviteCode: string | undefined;
}

/**
 * Sees to it that somebody may make an account now. Returns the invite whose use that takes; undefined
 * when it takes none.
 *
 * @throws {ChatError} `registration_closed`, `bad_invite`.
 */
export function admitApplicant(
  store: Store,
  { name, inviteCode }: Applicant,
  nowMs: number,
): number | undefined {
  const { mode } = registrationAt(registrationRule(store), nowMs);
  switch (mode) {
    case "open":
      return undefined;
    case "closed":
      throw new ChatError("registration_closed");
    case "allow_list":
      if (isAllowed(store, name)) return undefined;
      throw new ChatError(
        "registration_closed",
        "This server only takes accounts with names on its list; ask whoever runs it",
      );
    case "invite":
      return validInvite(store, inviteCode, nowMs);
  }
}

function validInvite(store: Store, code: string | undefined, nowMs: number): number {
  if (code === undefined) {
    throw new ChatError(
      "bad_invite",
      "This server takes new accounts with an invite code only; ask those who run it for one",
    );
  }
  // The codes of somebody who is banned would be the way back in.
  const row = store.get(
    `SELECT invites.id FROM invites LEFT JOIN accounts ON accounts.id = made_by
     WHERE code = ?1 AND uses_left > 0 AND revoked_ms IS NULL
       AND (until_ms IS NULL OR until_ms > ?2)
       AND (banned_until_ms IS NULL OR banned_until_ms <= ?2)`,
    code,
    nowMs,
  );
  if (row === undefined) throw new ChatError("bad_invite");
  return Number(row["id"]);
}

function isAllowed(store: Store, name: string): boolean {
  const folded = foldUsername(name);
  return store.get("SELECT 1 FROM allowed_names WHERE folded_name = ?", folded) !== undefined;
}

/** How the columns name who did something: null for the console. */
function accountOf({ id }: Actor): number | null {
  return id === CONSOLE ? null : id;
}
