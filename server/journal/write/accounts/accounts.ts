/** Entries about an account itself: its profile, its password, whom it ignores, its end. */
import { ChatError } from "../../../../protocol/errors.ts";
import { DELETED_USER } from "../../../../protocol/limits.ts";
import type { Appliers } from "../../applier.ts";
import { accountNamed, type Actor, actorOf } from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";
import { audit } from "../order/audit.ts";
import { removeSecondFactor } from "./credentials.ts";
import { endMeasuresOf } from "../order/measure_rows.ts";
import { ignoredBy } from "./ignoring.ts";
import { forgetKeys } from "../keys/forget_keys.ts";
import { checkMayEnd } from "./account_checks.ts";
import { takeReactionsBack, type Unreacted } from "../messages/purges.ts";
import { checkPublicVoice } from "../order/restraints.ts";
import { neededFor } from "../rooms/room_checks.ts";
import { deleteRoom } from "../rooms/delete_room.ts";
import { endIfEmpty } from "../rooms/leaving.ts";
import { screen } from "../messages/screening.ts";
import type { Acting } from "../order/staff.ts";

/** For how long the name of a deleted account stays taken, in milliseconds. */
export const NAME_REST_MS = 30 * 24 * 60 * 60 * 1_000;

/** What is an account's own, or about it alone, and goes with it. */
const TABLES_OF_ACCOUNT = [
  "sessions",
  "members",
  "nonces",
  "mentions",
  "reactions",
  "account_metadata",
  "ignores",
  "traces",
  "gone_members",
  "gone_measures",
  "gone_traces",
];

/** Most accounts that one account may ignore. */
const MAX_IGNORED = 500;

/** What the end of an account changed of messages: reactions that it took back. */
export interface EndedAccount {
  unreacted: Unreacted[];
}

/** Whom an account, which may be gone by now, ignores from now on. */
export interface Ignoring {
  name: string;
  users: string[];
}

/** Entries about accounts. */
export interface AccountEntries {
  /** Sets what is given of a profile. */
  set_profile: {
    fields: {
      displayName: string | undefined;
      about: string | undefined;
      timeZone: string | undefined;
    };
    /** What the account is shown as, where that was set. */
    result: { displayName: string | undefined };
  };
  /** What may stand as the reason why an account is away. That is not kept, so nothing changes. */
  say_away: { fields: { reason: string }; result: { reason: string } };
  /** Another password, by a session that proved the one there was; ends every other session. */
  set_password: {
    fields: Acting & { session: number; provedPassword: string; password: string };
    result: null;
  };
  ignore: { fields: { username: string }; result: Ignoring };
  unignore: { fields: { username: string }; result: Ignoring };
  /**
   * Ends an account: it leaves its rooms, its sessions are closed, its name is free after a while, and
   * its messages stay under no name. Entries `erase_own` before it take them away.
   */
  delete_account: {
    fields: Acting;
    result: EndedAccount;
  };
}

/** Applies {@linkcode AccountEntries}. */
export const ACCOUNT_APPLIERS: Appliers<AccountEntries> = {
  set_profile(store, { actor: account, displayName, about, timeZone }) {
    // Whoever is muted may take away what others read there.
    if (displayName || about) checkPublicVoice(store, account);
    const screened = (text: string | undefined) =>
      text === undefined ? null : screen(store, { account, text, place: undefined }).text;
    const shownAs = screened(displayName);
    store.run(
      `UPDATE accounts SET display_name = coalesce(?, display_name), about = coalesce(?, about),
         time_zone = coalesce(?, time_zone) WHERE id = ?`,
      shownAs,
      screened(about),
      timeZone ?? null,
      account,
    );
    return { displayName: shownAs ?? undefined };
  },

  say_away(store, { actor: account, reason }) {
    checkPublicVoice(store, account);
    return { reason: screen(store, { account, text: reason, place: undefined }).text };
  },

  set_password(store, { actor: account, address, session, provedPassword, password, timeMs }) {
    const isStill = store.get(
      `SELECT 1 FROM sessions JOIN accounts ON accounts.id = account
       WHERE sessions.id = ? AND account = ? AND password = ?`,
      session,
      account,
      provedPassword,
    );
    // The session was revoked, or the password changed by somebody else, while it was looked at.
    if (isStill === undefined) throw new ChatError("busy");
    store.run(
      "UPDATE accounts SET password = ?, must_change_password = 0 WHERE id = ?",
      password,
      account,
    );
    store.run("DELETE FROM sessions WHERE account = ? AND id <> ?", account, session);
    const actor = actorOf(store, account);
    audit(store, { action: "password", actor, address, target: actor.name, timeMs });
    return null;
  },

  ignore(store, { actor: account, username }) {
    const { id } = accountNamed(store, username);
    const row = store.get(
      "SELECT count(*) AS count FROM ignores WHERE account = ? AND ignored <> ?",
      account,
      id,
    );
    if (Number(row?.["count"]) >= MAX_IGNORED) {
      throw new ChatError("bad_field", `You ignore ${MAX_IGNORED} accounts, as many as you may`);
    }
    store.run("INSERT OR IGNORE INTO ignores (account, ignored) VALUES (?, ?)", account, id);
    return { name: actorOf(store, account).name, users: ignoredBy(store, account) };
  },

  unignore(store, { actor: account, username }) {
    const { id } = accountNamed(store, username);
    store.run("DELETE FROM ignores WHERE account = ? AND ignored = ?", account, id);
    return { name: actorOf(store, account).name, users: ignoredBy(store, account) };
  },

  delete_account(store, { actor: account, address, timeMs }) {
    const actor = actorOf(store, account);
    return endAccount(store, { id: account, name: actor.name }, { actor, address, timeMs });
  },
};

/**
 * Ends an account.
 *
 * @throws {ChatError} `last_owner`.
 */
export function endAccount(
  store: WriteStore,
  { id, name }: { id: number; name: string },
  { actor, address, timeMs }: { actor: Actor; address: string; timeMs: number },
): EndedAccount {
  checkMayEnd(store, id, actor.id);
  audit(store, { action: "delete_account", actor, address, target: name, timeMs });
  return { unreacted: forgetAccount(store, id, { name: DELETED_USER, timeMs }) };
}

/** Takes away what is an account's own; what it said stays under `name`. */
export function forgetAccount(
  store: WriteStore,
  id: number,
  { name, timeMs }: { name: string; timeMs: number },
): Unreacted[] {
  const unreacted = takeReactionsBack(store, { account: id, limit: -1, timeMs });
  endMeasuresOf(store, id, timeMs);
  deleteLonelyRooms(store, id, timeMs);
  const temporary = store.all(
    `SELECT conversation AS id FROM members JOIN conversations ON conversations.id = conversation
     WHERE account = ? AND is_temporary = 1 ORDER BY conversation`,
    id,
  );
  for (const table of TABLES_OF_ACCOUNT) {
    store.run(`DELETE FROM ${table} WHERE account = ?`, id);
  }
  for (const row of temporary) endIfEmpty(store, Number(row["id"]), timeMs);
  store.run("DELETE FROM ignores WHERE ignored = ?", id);
  forgetKeys(store, id);
  removeSecondFactor(store, id);
  store.run(
    `UPDATE accounts SET name = ?, password = '', display_name = '', about = '', time_zone = '',
       server_role = 'user', last_address = '', deleted_ms = ? WHERE id = ?`,
    name,
    timeMs,
    id,
  );
  return unreacted;
}

/** Deletes the rooms in which nobody is left when their owner goes, but those that the server needs. */
function deleteLonelyRooms(store: WriteStore, account: number, timeMs: number): void {
  const rooms = store.all(
    `SELECT conversation AS id FROM members WHERE account = ? AND role = 'owner' AND NOT EXISTS (
       SELECT 1 FROM members AS others
       WHERE others.conversation = members.conversation AND others.account <> members.account
         AND others.role NOT IN ('banned', 'invited'))
     ORDER BY conversation`,
    account,
  );
  for (const row of rooms) {
    if (neededFor(store, Number(row["id"])) === undefined) {
      deleteRoom(store, Number(row["id"]), timeMs);
    }
  }
}
