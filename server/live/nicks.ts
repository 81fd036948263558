/** How accounts are called where nicks may differ from their names; nowhere else they are seen. */
import { foldUsername } from "../../protocol/names.ts";

/** One nick for each account, one account for each nick; bounded by the accounts that are online. */
export class Nicks {
  /** By the folded name of the account. */
  readonly #nicks = new Map<string, string>();
  /** Names of accounts by the folded nick. */
  readonly #accounts = new Map<string, string>();

  /** The nick of an account; undefined for one that is called by its name. */
  of(account: string): string | undefined {
    return this.#nicks.get(foldUsername(account));
  }

  /** The account that has a nick which is not its name; undefined when none has. */
  holder(nick: string): string | undefined {
    return this.#accounts.get(foldUsername(nick));
  }

  /** Has an account called by a nick that nobody else has, in place of the one before. */
  call(account: string, nick: string): void {
    this.release(account);
    if (nick === account) return;
    this.#nicks.set(foldUsername(account), nick);
    this.#accounts.set(foldUsername(nick), account);
  }

  /** Has an account called by its name again. */
  release(account: string): void {
    const folded = foldUsername(account);
    const nick = this.#nicks.get(folded);
    if (nick === undefined) return;
    this.#nicks.delete(folded);
    this.#accounts.delete(foldUsername(nick));
  }
}
