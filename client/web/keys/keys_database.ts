/** The database of a browser in which its keys are, by account: an IndexedDB of its own. */
import type { Bytes } from "../../../protocol/encryption/bytes.ts";
import type { OwnDevice } from "../../encryption/own_device.ts";
import type { KeptKeys } from "../../encryption/session/key_store.ts";

const NAME = "chat-keys";
const STORE = "keys";
const VERSION = 1;

/** A device as it is kept; its seed only where a browser cannot keep keys as they are. */
export type KeptDevice = OwnDevice | { id: Bytes; seed: Bytes };

/** Everything that is kept of an account. */
export interface KeptAccountKeys {
  device: KeptDevice;
  keys: KeptKeys;
}

/** All tabs share it. What cannot be read or written rejects with what the browser says. */
export class KeysDatabase {
  #opening: Promise<IDBDatabase> | undefined;

  /** The accounts of which there are keys. */
  async accounts(): Promise<string[]> {
    const keys = await done((await this.#store("readonly")).getAllKeys());
    return keys.filter((key) => typeof key === "string");
  }

  /** What is kept of an account. */
  async get(account: string): Promise<KeptAccountKeys | undefined> {
    return await done((await this.#store("readonly")).get(account));
  }

  /** Changes what is there, with nobody else in between; `undefined` takes it out. */
  async change(
    account: string,
    change: (kept: KeptAccountKeys | undefined) => KeptAccountKeys | undefined,
  ): Promise<KeptAccountKeys | undefined> {
    const store = await this.#store("readwrite");
    const { transaction } = store;
    const finished = new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
    let after: KeptAccountKeys | undefined;
    const changed = done<KeptAccountKeys | undefined>(store.get(account)).then((before) => {
      after = change(before);
      if (after === undefined) store.delete(account);
      else if (after !== before) store.put(after, account);
    });
    try {
      await changed;
    } catch (error) {
      finished.catch(() => {}); // it says less than what went wrong first
      abort(transaction);
      throw error;
    }
    await finished;
    return after;
  }

  async #store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    for (let tries = 1;; tries++) {
      const database = await (this.#opening ??= this.#open());
      try {
        // With the keys of a device there is nothing that a crash may lose.
        return database.transaction(STORE, mode, { durability: "strict" }).objectStore(STORE);
      } catch (error) {
        // The browser has closed it meanwhile, as when somebody clears what pages keep.
        this.#opening = undefined;
        if (tries > 1) throw error;
      }
    }
  }

  async #open(): Promise<IDBDatabase> {
    const forget = () => this.#opening = undefined;
    try {
      const request = indexedDB.open(NAME, VERSION);
      request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
      const database = await done(request);
      database.addEventListener("close", forget);
      database.addEventListener("versionchange", () => {
        database.close();
        forget();
      });
      return database;
    } catch (error) {
      forget();
      throw error;
    }
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is over already.
  }
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
