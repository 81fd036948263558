/**
 * Entries about guests, accounts without a password, which are there as long as somebody is connected; and
 * about how accounts are called.
 */
import { ChatError } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import type { Appliers } from "../../applier.ts";
import type { AccountRecord } from "../../records.ts";
import type { Unreacted } from "../messages/purges.ts";
import { screenName } from "../messages/screening.ts";
import { keepMeasuresOfGuest } from "../order/measure_rows.ts";
import { checkPublicVoice } from "../order/restraints.ts";
import type { WriteStore } from "../write_store.ts";
import { type EndedAccount, forgetAccount } from "./accounts.ts";
import { guestsLeftBehind } from "./guests_left_behind.ts";
import { callBy, refuseNick } from "./nicks.ts";
import { accountRecord, addSession, type Origin, refuseLookAlike } from "./sessions.ts";

/** Most guests that one entry ends. */
const MAX_ENDED = 100;

/** Entries about guests. */
export interface GuestEntries {
  /** Makes a guest with its one session. */
  enter_guest: { fields: Origin & { name: string }; result: AccountRecord };
  /** Calls a guest otherwise. */
  rename_guest: { fields: { name: string }; result: { name: string; from: string } };
  /** Asks whether an account may be called by a nick that is not its name; stores nothing. */
  may_be_called: { fields: { name: string }; result: null };
  /** Calls an account that is connected to a node of a cluster by a nick, or by its name again. */
  call_account: { fields: { name: string }; result: { account: string } };
  /**
   * Ends a guest, whose name is free at once; what it said stays with a mark. Refused where it is none any
   * more, or is connected to a node of a cluster.
   */
  end_guest: { fields: { account: number }; result: EndedAccount };
  /** Ends guests that servers have left behind; `more` says to append it again. */
  end_guests: { fields: Record<never, never>; result: EndedAccount & { more: boolean } };
}

/** Applies {@linkcode GuestEntries}. */
export const GUEST_APPLIERS: Appliers<GuestEntries> = {
  enter_guest(store, entry) {
    const { name, timeMs } = entry;
    screenName(store, { name, account: undefined, refusal: "bad_username" });
    checkIsFree(store, name);
    const { id: account } = store.run(
      `INSERT INTO accounts (name, folded_name, password, created_ms, seen_ms, is_guest)
       VALUES (?, ?, '', ?, ?, 1)`,
      name,
      foldUsername(name),
      timeMs,
      timeMs,
    );
    return accountRecord(store, account, addSession(store, account, entry));
  },

  rename_guest(store, { actor: account, name }) {
    const row = store.get("SELECT name, is_guest FROM accounts WHERE id = ?", account);
    if (row?.["is_guest"] !== 1) {
      throw new ChatError("no_right", "Accounts keep their names; only guests choose another one");
    }
    checkMayBeCalled(store, account, name);
    store.run(
      "UPDATE accounts SET name = ?, folded_name = ? WHERE id = ?",
      name,
      foldUsername(name),
      account,
    );
    return { name, from: String(row["name"]) };
  },

  may_be_called(store, { actor: account, name }) {
    checkMayBeCalled(store, account, name);
    return null;
  },

  call_account(store, { actor: account, name }) {
    const row = store.get(
      `SELECT name FROM accounts WHERE id = ?1 AND is_guest = 0
       AND EXISTS (SELECT 1 FROM connected WHERE account = ?1)`,
      account,
    );
    if (row === undefined) throw new ChatError("busy");
    const own = String(row["name"]);
    if (name !== own) checkMayBeCalled(store, account, name);
    callBy(store, { account, name: own, nick: name });
    return { account: own };
  },

  end_guest(store, { account, timeMs }) {
    if (store.get("SELECT 1 FROM connected WHERE account = ?", account) !== undefined) {
      throw new ChatError("already_connected");
    }
    const unreacted = endGuest(store, account, timeMs);
    if (unreacted === undefined) throw new ChatError("no_such_user");
    return { unreacted };
  },

  end_guests(store, { timeMs }) {
    const rows = guestsLeftBehind(store, MAX_ENDED + 1);
    const unreacted = rows.slice(0, MAX_ENDED)
      .flatMap((row) => endGuest(store, Number(row["id"]), timeMs) ?? []);
    return { unreacted, more: rows.length > MAX_ENDED };
  },
};

/** Ends a guest; undefined where it is none, or not there any more. */
function endGuest(store: WriteStore, account: number, timeMs: number): Unreacted[] | undefined {
  const row = store.get(
    "SELECT name FROM accounts WHERE id = ? AND is_guest = 1 AND deleted_ms IS NULL",
    account,
  );
  if (row === undefined) return undefined;
  // No username is like that, so nobody is taken for somebody else.
  keepMeasuresOfGuest(store, account, String(row["name"]));
  const unreacted = forgetAccount(store, account, { name: `${row["name"]} (guest)`, timeMs });
  store.run("UPDATE accounts SET folded_name = NULL WHERE id = ?", account);
  return unreacted;
}

function checkMayBeCalled(store: WriteStore, account: number, name: string): void {
  checkPublicVoice(store, account);
  screenName(store, { name, account, refusal: "bad_username" });
  checkIsFree(store, name, account);
}

function checkIsFree(store: WriteStore, name: string, but = 0): void {
  const taken = store.get(
    "SELECT 1 FROM accounts WHERE folded_name = ? AND id <> ?",
    foldUsername(name),
    but,
  );
  if (taken !== undefined) throw new ChatError("name_taken");
  refuseNick(store, name, but);
  refuseLookAlike(store, name, but);
}
