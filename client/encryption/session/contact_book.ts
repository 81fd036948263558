/** The people one writes to: their logs held against what was seen of them, and what somebody decided. */
import { MAX_VAULT_BYTES } from "../../../protocol/encryption/bounds.ts";
import { toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import type { AccountLog, LogDevice } from "../../../protocol/encryption/log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { seenContact, trustedContact, verifiedContact } from "../contacts.ts";
import {
  type Contact,
  decidesMore,
  fittingVault,
  mergedVaults,
  openVault,
  sealVault,
  type Vault,
} from "../vault.ts";
import { verificationNumber } from "../verification_number.ts";
import { bytesOf, isRefusedWith, type KeyRequest } from "./key_requests.ts";
import type { KeyStore } from "./key_store.ts";
import type { Logs } from "./logs.ts";
import type { OwnAccount } from "./own_account.ts";

/** What there is to tell of somebody's keys. */
export type ContactChange =
  /** Quiet: the account has other devices than before. */
  | { kind: "devices"; account: string; added: LogDevice[]; removed: LogDevice[] }
  /** Loud: the account began anew; nothing is sent before somebody agrees. */
  | { kind: "replaced"; account: string; wasVerified: boolean }
  /** Loud: one's own devices were shown different keys of this account. */
  | { kind: "conflict"; account: string };

/** What a contact book works with. */
export interface ContactBookOptions {
  own: OwnAccount;
  request: KeyRequest;
  store: KeyStore;
  logs: Logs;
  timeMs: () => number;
  tell: (change: ContactChange) => void;
}

const TRIES = 5;

/** What is known of others is kept, and shared with one's other devices in a vault. */
export class ContactBook {
  readonly #options: ContactBookOptions;
  /** The roots of accounts that began anew, of which it was told. */
  readonly #told = new Set<string>();
  /** Sharing has begun and did not come to its end. */
  #isUnshared = false;

  constructor(options: ContactBookOptions) {
    this.#options = options;
  }

  /** What is known of somebody. */
  async known(account: string): Promise<Contact | undefined> {
    return (await this.#options.store.read()).contacts.get(account);
  }

  /**
   * The newest log of somebody, which is pinned from now on; `undefined` for who has none.
   *
   * @throws {EncryptionError} `log_replaced` while nobody has agreed that the account began anew;
   * `log_missing` when the server does not show what it has shown before; `log_forked`.
   */
  async log(account: string): Promise<AccountLog | undefined> {
    const { logs, store } = this.#options;
    const log = (await logs.newest(account))?.log;
    const known = await this.known(account);
    if (log === undefined) {
      if (known !== undefined) throw new EncryptionError("log_missing");
      return undefined;
    }
    try {
      const { contact, news } = seenContact(known, log);
      if (contact.pin.seq !== known?.pin.seq) {
        await store.update((kept) => ({
          ...kept,
          contacts: mergedVaults(kept.contacts, new Map([[account, contact]])).vault,
        }));
      }
      if (news.kind === "devices") this.#options.tell({ ...news, account });
      return log;
    } catch (error) {
      if (!(error instanceof EncryptionError) || error.code !== "log_replaced") throw error;
      const root = toHex(log.root);
      if (!this.#told.has(root)) {
        this.#told.add(root);
        const wasVerified = known?.isVerified === true;
        this.#options.tell({ kind: "replaced", account, wasVerified });
      }
      throw error;
    }
  }

  /** The keys that the account has now are taken; their numbers were not compared yet. */
  async trust(account: string): Promise<void> {
    const { logs, timeMs } = this.#options;
    logs.stale(account);
    const log = (await logs.newest(account))?.log;
    if (log === undefined) throw new EncryptionError("log_missing");
    await this.#decide(trustedContact(log, timeMs()));
  }

  /** The numbers were compared, or that is taken back. */
  async verify(account: string, isVerified: boolean): Promise<void> {
    await this.log(account);
    const known = await this.known(account);
    if (known === undefined) throw new EncryptionError("log_missing");
    await this.#decide(verifiedContact(known, { isVerified, timeMs: this.#options.timeMs() }));
  }

  /** The number that both sides see. @throws {EncryptionError} `log_missing` for who has no keys. */
  async number(account: string): Promise<string[]> {
    const own = await this.#options.own.now();
    const log = (await this.#options.logs.newest(account))?.log;
    if (log === undefined) throw new EncryptionError("log_missing");
    return await verificationNumber(own.log.root, log.root);
  }

  async #decide(contact: Contact): Promise<void> {
    await this.#options.store.update((kept) => ({
      ...kept,
      contacts: new Map([...kept.contacts, [contact.account, contact]]),
    }));
    await this.share();
  }

  /** A decision that could not be shared, because the connection was lost, is shared now. */
  async shareUnshared(): Promise<void> {
    if (this.#isUnshared) await this.share();
  }

  /** Takes what one's other devices know, and gives them what was decided here and they lack. */
  async share(): Promise<void> {
    this.#isUnshared = true;
    for (let tries = 1;; tries++) {
      try {
        await this.#shareOnce();
        this.#isUnshared = false;
        return;
      } catch (error) {
        if (!isRefusedWith(error, "vault_moved") || tries === TRIES) throw error;
      }
    }
  }

  async #shareOnce(): Promise<void> {
    const { own, request, store } = this.#options;
    const { log, secrets } = await own.now();
    const { blob, version } = await request("keys_vault", {});
    const { vaultVersion } = await store.read();
    let theirs: Vault = new Map();
    // An older one than was seen, from a restored server, is replaced by what is known here.
    if (blob !== undefined && version >= vaultVersion) {
      const place = { root: log.root, version };
      theirs = await openVault(bytesOf(blob, MAX_VAULT_BYTES), secrets, place).catch(ofBefore);
      await this.#take(theirs, version);
    }
    const secret = secrets.get(log.secretKeys.length);
    const vault = fittingVault((await store.read()).contacts);
    if (secret === undefined || !decidesMore(vault, theirs)) return;
    const next = { root: log.root, version: version + 1 };
    const sealed = await sealVault(vault, secret, next);
    await request("keys_vault", { version: next.version, blob: toBase64url(sealed) });
    await store.update((now) => ({ ...now, vaultVersion: next.version }));
  }

  async #take(theirs: Vault, version: number): Promise<void> {
    const { store, tell } = this.#options;
    const { conflicts } = mergedVaults((await store.read()).contacts, theirs);
    for (const { kept: { account, pin } } of conflicts) {
      // That it began anew was told here as well, and another device has agreed since.
      if (this.#told.has(toHex(pin.root))) continue;
      tell({ kind: "conflict", account });
    }
    await store.update((now) => ({
      ...now,
      contacts: mergedVaults(now.contacts, theirs).vault,
      vaultVersion: version,
    }));
  }
}

/** After a reset nobody can open what was kept before; then it begins anew as well. */
function ofBefore(error: unknown): Map<string, Contact> {
  if (error instanceof EncryptionError) return new Map();
  throw error;
}
