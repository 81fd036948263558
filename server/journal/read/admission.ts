/** Queries about who may make an account. */
import type { AllowedName, InviteCode } from "../../../protocol/records.ts";
import { foldUsername } from "../../../protocol/names.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { RegistrationRule } from "../../access/registration.ts";
import type { Readers } from "../applier.ts";
import { CONSOLE_NAME } from "../actors.ts";
import { demandServerRight } from "../gate.ts";
import type { Row, Store } from "../database/store.ts";
import { registrationRule } from "../write/accounts/admission.ts";
import { rowTime } from "./message.ts";

/** Most invite codes or names in one answer. */
const PAGE = 200;

/** Most names of those who came by one code that are told. */
const MAX_CAME = 50;

/** Queries about who may make an account. */
export interface AdmissionQueries {
  /** What was decided. */
  registration: { fields: Record<never, never>; result: RegistrationRule };
  /** Invite codes, newest first. */
  invites: {
    fields: { account: number; before: number | undefined };
    result: { codes: InviteCode[]; more: boolean };
  };
  /** Names on the list, in their order. */
  allowed_names: {
    fields: { account: number; after: string | undefined };
    result: { users: AllowedName[]; more: boolean };
  };
}

/** Answers {@linkcode AdmissionQueries}. */
export const ADMISSION_READERS: Readers<AdmissionQueries> = {
  registration: (store) => registrationRule(store),

  invites(store, { account, before }) {
    demandServerRight(store, account, "admit_people");
    const rows = store.all(
      `SELECT invites.*, accounts.name AS maker FROM invites
       LEFT JOIN accounts ON accounts.id = made_by
       WHERE ?1 IS NULL OR invites.id < ?1 ORDER BY invites.id DESC LIMIT ${PAGE + 1}`,
      before ?? null,
    );
    const codes = new ByteBudget().fitting(rows.slice(0, PAGE).map((row) => invite(store, row)));
    return { codes, more: rows.length > codes.length };
  },

  allowed_names(store, { account, after }) {
    demandServerRight(store, account, "admit_people");
    const rows = store.all(
      `SELECT allowed_names.*, makers.name AS maker, accounts.id IS NOT NULL AS is_registered
       FROM allowed_names
       LEFT JOIN accounts AS makers ON makers.id = added_by
       LEFT JOIN accounts ON accounts.folded_name = allowed_names.folded_name
         AND accounts.deleted_ms IS NULL
       WHERE allowed_names.folded_name > ? ORDER BY allowed_names.folded_name LIMIT ${PAGE + 1}`,
      foldUsername(after ?? ""),
    );
    const users = rows.slice(0, PAGE).map((row) => ({
      username: String(row["name"]),
      by: String(row["maker"] ?? CONSOLE_NAME),
      time: rowTime(row["added_ms"]),
      ...(row["is_registered"] === 1 ? { registered: true as const } : {}),
    }));
    return { users, more: rows.length > PAGE };
  },
};

function invite(store: Store, row: Row): InviteCode {
  const came = store.all(
    `SELECT name FROM accounts WHERE invite = ? AND deleted_ms IS NULL
     ORDER BY id LIMIT ${MAX_CAME}`,
    Number(row["id"]),
  );
  return {
    id: Number(row["id"]),
    code: String(row["code"]),
    by: String(row["maker"] ?? CONSOLE_NAME),
    time: rowTime(row["made_ms"]),
    uses_left: Number(row["uses_left"]),
    ...(row["until_ms"] === null ? {} : { until: rowTime(row["until_ms"]) }),
    ...(row["revoked_ms"] === null ? {} : { revoked: true as const }),
    users: came.map(({ name }) => String(name)),
  };
}
