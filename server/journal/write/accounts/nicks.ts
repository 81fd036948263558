/**
 * How accounts are called, at all nodes of a cluster, where nicks may differ from their names: as long as
 * they are connected to one of them. A server by itself knows that without asking and appends nothing of it.
 */
import { ChatError } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import type { Store } from "../../database/store.ts";
import type { WriteStore } from "../write_store.ts";

/** A nick that is not the name of its account. */
export interface CalledAccount {
  account: number;
  nick: string;
}

/**
 * Sees to it that nobody gets a name by which another account is called.
 *
 * @throws {ChatError} `name_taken`.
 */
export function refuseNick(store: Store, name: string, but = 0): void {
  const taken = store.get(
    "SELECT 1 FROM nicks WHERE folded_nick = ? AND account <> ?",
    foldUsername(name),
    but,
  );
  if (taken !== undefined) throw new ChatError("name_taken");
}

/** Has an account, which is called `name`, called by a nick that is free, in place of the one before. */
export function callBy(
  store: WriteStore,
  { account, name, nick }: CalledAccount & { name: string },
): void {
  store.run("DELETE FROM nicks WHERE account = ?", account);
  if (nick === name) return;
  store.run(
    "INSERT INTO nicks (account, nick, folded_nick) VALUES (?, ?, ?)",
    account,
    nick,
    foldUsername(nick),
  );
}

/** Those of these accounts that are connected to no node any more are called by their names again. */
export function releaseNicks(store: WriteStore, accounts: Iterable<number>): void {
  for (const account of accounts) {
    store.run(
      `DELETE FROM nicks WHERE account = ?1
       AND NOT EXISTS (SELECT 1 FROM connected WHERE connected.account = ?1)`,
      account,
    );
  }
}

/** All nicks. */
export function allNicks(store: Store): CalledAccount[] {
  return store.all("SELECT account, nick FROM nicks ORDER BY account")
    .map(({ account, nick }) => ({ account: Number(account), nick: String(nick) }));
}
