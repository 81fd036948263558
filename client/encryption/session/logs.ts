/** The logs of devices as a server shows them: fetched, followed, and remembered while the program runs. */
import { MAX_ENTRY_BYTES } from "../../../protocol/encryption/bounds.ts";
import { type Bytes, toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import { type AccountLog, endOf, follow, seqOf } from "../../../protocol/encryption/log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { DELETED_USER } from "../../../protocol/limits.ts";
import type { LogEnd } from "../../../protocol/records.ts";
import { bytesOf, isRefusedWith, type KeyRequest } from "./key_requests.ts";

/** So often a log may begin anew while it is fetched; a server that goes on is not believed. */
const MAX_RESTARTS = 3;

/** A log, and the entries that it was followed by. */
export interface FollowedLog {
  log: AccountLog;
  entries: readonly Bytes[];
}

/** A log out of its entries; `undefined` without any. @throws {EncryptionError} when it is not valid. */
export async function followEntries(entries: readonly Bytes[]): Promise<FollowedLog | undefined> {
  let log: AccountLog | undefined;
  for (const entry of entries) log = await follow(log, entry);
  return log === undefined ? undefined : { log, entries };
}

/** Asks only for what it does not know to be the newest. */
export class Logs {
  readonly #request: KeyRequest;
  readonly #byRoot = new Map<string, FollowedLog>();
  /** The log in force of each account that was asked for; `undefined` where there is none. */
  readonly #current = new Map<string, FollowedLog | undefined>();
  /** The root of the log that was in force when an account was last asked about, as hexadecimal digits. */
  readonly #rootInForce = new Map<string, string>();
  readonly #asking = new Map<string, Promise<FollowedLog | undefined>>();

  constructor(request: KeyRequest) {
    this.#request = request;
  }

  /** The log of this account may have another end by now; without a name, all may. */
  stale(account?: string): void {
    // An answer that is on its way may be older than what was heard.
    for (const known of [this.#current, this.#asking]) {
      if (account === undefined) known.clear();
      else known.delete(account);
    }
  }

  /** A log that is known from elsewhere: asking goes on from its end. */
  know(followed: FollowedLog): void {
    const root = toHex(followed.log.root);
    const known = this.#byRoot.get(root);
    if (known === undefined || seqOf(known.log) < seqOf(followed.log)) {
      this.#byRoot.set(root, followed);
    }
  }

  /** The log is in force and has this end, as far as anybody has heard. */
  isNewest(followed: FollowedLog): void {
    this.know(followed);
    this.#isNow(followed);
  }

  /**
   * The server has said that the log of an account has this end: it is asked for only if it is not
   * known. What was said may be older than what was heard since, so it never leads back to a log
   * from before the account began anew.
   */
  endsWith(account: string, { head, root, seq }: LogEnd): void {
    const current = this.#current.get(account)?.log;
    if (current !== undefined && toBase64url(current.root) === root && seqOf(current) >= seq) {
      return;
    }
    const last = this.#lastInForce(account);
    const isThere = last !== undefined && toBase64url(last.log.root) === root &&
      seqOf(last.log) === seq && toBase64url(endOf(last.log).head) === head;
    if (isThere) this.#isNow(last);
    else this.stale(account);
  }

  #isNow(followed: FollowedLog): void {
    const { account, root } = followed.log;
    this.#asking.delete(account);
    this.#current.set(account, followed);
    this.#rootInForce.set(account, toHex(root));
  }

  /**
   * The log of an account that is in force; `undefined` when the server says that there is none.
   *
   * @throws {EncryptionError} when it is not valid; `log_missing` when it is shorter than it was.
   */
  async newest(account: string): Promise<FollowedLog | undefined> {
    if (this.#current.has(account)) return this.#current.get(account);
    const others = this.#asking.get(account);
    if (others !== undefined) return await others;
    const asking = this.#ask(account);
    this.#asking.set(account, asking);
    try {
      const found = await asking;
      if (this.#asking.get(account) === asking) {
        if (found === undefined) this.#current.set(account, undefined);
        else this.#isNow(found);
      }
      return found;
    } finally {
      if (this.#asking.get(account) === asking) this.#asking.delete(account);
    }
  }

  async #ask(account: string): Promise<FollowedLog | undefined> {
    const found = await this.#fetch(account, { known: this.#lastInForce(account) });
    if (found !== undefined) this.know(found);
    return found;
  }

  #lastInForce(account: string): FollowedLog | undefined {
    const root = this.#rootInForce.get(account);
    if (root !== undefined) return this.#byRoot.get(root);
    return [...this.#byRoot.values()].findLast(({ log }) => log.account === account);
  }

  /** A log that one of these accounts has, or had before it began anew. @throws {EncryptionError} `log_missing`. */
  async ofRoot(accounts: readonly string[], root: Bytes): Promise<AccountLog> {
    const known = this.#byRoot.get(toHex(root));
    if (known !== undefined) return known.log;
    for (const account of accounts) {
      const found = await this.#fetch(account, { root }).catch(unlessGone);
      if (found === undefined || toHex(found.log.root) !== toHex(root)) continue;
      this.know(found);
      return found.log;
    }
    throw new EncryptionError("log_missing");
  }

  /** The logs of a statement, at least as long as it says. */
  async reaching(
    accounts: readonly string[],
    participants: readonly { root: Bytes; seq: number }[],
  ): Promise<AccountLog[]> {
    const logs: AccountLog[] = [];
    for (const { root, seq } of participants) {
      let log = await this.ofRoot(accounts, root);
      if (seqOf(log) < seq) {
        this.stale(log.account);
        log = await this.#longer(log);
      }
      logs.push(log);
    }
    return logs;
  }

  /** Asks for more of the logs with these roots, which need not be in force any more. */
  async growRoots(
    accounts: readonly string[],
    participants: readonly { root: Bytes }[],
  ): Promise<void> {
    for (const { root } of participants) await this.#longer(await this.ofRoot(accounts, root));
  }

  async #longer({ account, root }: AccountLog): Promise<AccountLog> {
    const known = this.#byRoot.get(toHex(root));
    const longer = await this.#fetch(account, { root, known }).catch(unlessGone) ??
      await this.#fetch(DELETED_USER, { root, known }).catch(unlessGone);
    if (longer !== undefined) this.know(longer);
    const log = this.#byRoot.get(toHex(root))?.log;
    if (log === undefined) throw new EncryptionError("log_missing");
    return log;
  }

  async #fetch(
    account: string,
    { known, root }: { known?: FollowedLog | undefined; root?: Bytes },
  ): Promise<FollowedLog | undefined> {
    let log = known?.log;
    let entries = [...known?.entries ?? []];
    let restarts = 0;
    for (;;) {
      const answer = await this.#request("keys", {
        username: account,
        ...(root === undefined ? {} : { root: toBase64url(root) }),
        ...(log === undefined ? {} : { after: seqOf(log) }),
      });
      if (answer.root === undefined) return undefined;
      if (log !== undefined && answer.root !== toBase64url(log.root)) {
        // It began anew: what is known is another log.
        if (++restarts > MAX_RESTARTS) throw new EncryptionError("log_forked");
        log = undefined;
        entries = [];
        continue;
      }
      for (const text of answer.log) {
        const entry = bytesOf(text, MAX_ENTRY_BYTES);
        log = await follow(log, entry);
        entries.push(entry);
      }
      const isTheirs = account === DELETED_USER || log?.account === account;
      if (log === undefined || !isTheirs) throw new EncryptionError("bad_entry");
      if (answer.more && answer.log.length > 0) continue;
      const { head = "", seq = 0 } = answer;
      if (seq < seqOf(log)) throw new EncryptionError("log_missing");
      if (toBase64url(endOf(log).head) !== head) throw new EncryptionError("log_forked");
      return { log, entries };
    }
  }
}

/** Whose account is gone may be found among all those who are. */
function unlessGone(error: unknown): undefined {
  if (!isRefusedWith(error, "no_such_user")) throw error;
}
