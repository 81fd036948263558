/** The keys of a browser: one database for all its tabs, which no script can take private keys out of. */
import { sameBytes } from "../../../protocol/encryption/bytes.ts";
import { deviceFromSeed, newSeed, type OwnDevice } from "../../encryption/own_device.ts";
import { type KeptKeys, type KeyStore, NOTHING_KEPT } from "../../encryption/session/key_store.ts";
import { DamagedKeys } from "../../sealing/damaged_keys.ts";
import type { KeyHome } from "../../sealing/key_home.ts";
import { HAS_KEYS, keep } from "../net/kept.ts";
import { type KeptDevice, KeysDatabase } from "./keys_database.ts";

/** Why nothing can be kept, or nothing more. */
export type KeepingProblem = "forbidden" | "full";

/** What the keys of a browser work with. */
export interface BrowserKeysOptions {
  /** Says in the language of the page why something cannot be kept. */
  words: (problem: KeepingProblem) => string;
}

/** The keys of all accounts that were used in this browser. */
export class BrowserKeys implements KeyHome {
  readonly #options: BrowserKeysOptions;
  readonly #database: KeysDatabase;
  readonly #accounts: Set<string>;

  private constructor(
    options: BrowserKeysOptions,
    { accounts, database }: { accounts: Iterable<string>; database: KeysDatabase },
  ) {
    this.#options = options;
    this.#database = database;
    this.#accounts = new Set(accounts);
  }

  /** Opens them; `undefined` where the browser keeps nothing, as in some private windows. */
  static async open(options: BrowserKeysOptions): Promise<BrowserKeys | undefined> {
    try {
      const database = new KeysDatabase();
      return new BrowserKeys(options, { database, accounts: await database.accounts() });
    } catch {
      return undefined; // the page does without, and says so
    }
  }

  has(account: string): boolean {
    return this.#accounts.has(account);
  }

  open(account: string): Promise<KeyStore> {
    return Promise.resolve({
      device: () => this.#kept(() => this.#device(account)),
      newDevice: (replaced) => this.#kept(() => this.#newDevice(account, replaced)),
      forget: () => this.#kept(() => this.#forget(account)),
      read: () => this.#kept(async () => (await this.#database.get(account))?.keys ?? NOTHING_KEPT),
      update: (change) => this.#kept(() => this.#update(account, change)),
    });
  }

  async #device(account: string): Promise<OwnDevice | undefined> {
    const kept = (await this.#database.get(account))?.device;
    return kept === undefined ? undefined : await deviceOf(kept, account);
  }

  async #newDevice(account: string, replaced: OwnDevice | undefined): Promise<OwnDevice> {
    const seed = newSeed();
    const device = await deviceFromSeed({ seed, kind: "web", account });
    const put = (fresh: KeptDevice) =>
      this.#database.change(account, (kept) => {
        const isReplaced = kept === undefined ||
          (replaced !== undefined && sameBytes(kept.device.id, replaced.id));
        if (!isReplaced) return kept;
        const { contacts = new Map(), conversations = new Map(), rooms = new Map() } = kept?.keys ??
          {};
        return { device: fresh, keys: { ...NOTHING_KEPT, contacts, conversations, rooms } };
      });
    try {
      await put(device);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "DataCloneError") throw error;
      // This browser keeps no such keys as they are, so it keeps what they are made of.
      await put({ id: device.id, seed });
    }
    this.#accounts.add(account);
    keep(HAS_KEYS, "1");
    // A browser that runs out of room forgets other things first.
    await navigator.storage?.persist?.().catch(() => false);
    return await this.#device(account) ?? device;
  }

  async #forget(account: string): Promise<void> {
    await this.#database.change(account, () => undefined);
    this.#accounts.delete(account);
    if (this.#accounts.size === 0) keep(HAS_KEYS, "");
  }

  async #update(account: string, change: (kept: KeptKeys) => KeptKeys): Promise<KeptKeys> {
    // Without a device there is nothing to keep anything for.
    const after = await this.#database.change(
      account,
      (kept) => kept && { ...kept, keys: change(kept.keys) },
    );
    return after?.keys ?? NOTHING_KEPT;
  }

  async #kept<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      const problem = error.name === "QuotaExceededError" ? "full" : "forbidden";
      throw new DamagedKeys(this.#options.words(problem), { cause: error });
    }
  }
}

async function deviceOf(kept: KeptDevice, account: string): Promise<OwnDevice> {
  return "seed" in kept ? await deviceFromSeed({ seed: kept.seed, kind: "web", account }) : kept;
}
