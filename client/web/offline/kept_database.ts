/** What this browser keeps for a page without a connection: an IndexedDB database of one account. */
import type { Message, Place } from "../../../protocol/records.ts";
import type { UnsentMessage } from "../../full/reduce/writing/reduce_pending.ts";
import type { KeptUpload } from "./kept_upload.ts";

const NAME = "chat";
const VERSION = 2;

/** Whose things are kept, as the server and the account call themselves. */
export interface KeptAccount {
  readonly username: string;
  readonly serverName: string;
  /** All places, in their order; missing in what older pages have written. */
  readonly places?: readonly Place[];
}

/** A place with its last messages, oldest first. */
export interface KeptPlace {
  readonly key: string;
  readonly place: Place;
  readonly topic: string;
  readonly messages: readonly Message[];
  /** Whether there were more before them. */
  readonly hasOlder: boolean;
}

/** A message that the server has not stored yet, and the page that sends it. */
export interface KeptUnsent extends UnsentMessage {
  readonly page: string;
}

/** A file on its way, and the page that sends it. */
export interface PageUpload extends KeptUpload {
  readonly page: string;
}

/** The stores, with what is in them. */
interface Stores {
  account: KeptAccount;
  places: KeptPlace;
  outbox: KeptUnsent;
  uploads: PageUpload;
  files: { readonly id: string; readonly file: Blob };
}

const KEYS: Readonly<Record<keyof Stores, string | undefined>> = {
  account: undefined,
  places: "key",
  outbox: "nonce",
  uploads: "id",
  files: "id",
};

/** An open database. What cannot be read or written rejects with what the browser says. */
export class KeptDatabase {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
    // A newer page wants to change it.
    database.addEventListener("versionchange", () => database.close());
  }

  /** Opens it. Rejects where the browser keeps nothing, as in some private windows. */
  static async open(): Promise<KeptDatabase> {
    const request = indexedDB.open(NAME, VERSION);
    request.addEventListener("upgradeneeded", () => {
      for (const [name, keyPath] of Object.entries(KEYS)) {
        if (request.result.objectStoreNames.contains(name)) continue;
        request.result.createObjectStore(name, keyPath === undefined ? {} : { keyPath });
      }
    });
    return new KeptDatabase(await done(request));
  }

  /** Everything in a store, by its keys. */
  async all<Name extends keyof Stores>(name: Name): Promise<Stores[Name][]> {
    return await done(this.#store(name, "readonly").getAll());
  }

  /** What a store has under a key. */
  async get<Name extends keyof Stores>(
    name: Name,
    key: string,
  ): Promise<Stores[Name] | undefined> {
    return await done(this.#store(name, "readonly").get(key));
  }

  /** Puts values in, in the place of those with the same key. */
  async put<Name extends keyof Stores>(name: Name, ...values: Stores[Name][]): Promise<void> {
    const store = this.#store(name, "readwrite");
    for (const value of values) {
      if (KEYS[name] === undefined) store.put(value, 0);
      else store.put(value);
    }
    await finished(store.transaction);
  }

  /** Takes values out. */
  async delete(name: keyof Stores, ...keys: string[]): Promise<void> {
    const store = this.#store(name, "readwrite");
    for (const key of keys) store.delete(key);
    await finished(store.transaction);
  }

  /**
   * Makes this page the one that sends what pages have left that are not there any more; says what that
   * is. No two pages get the same.
   */
  async adopt<Name extends "outbox" | "uploads">(
    name: Name,
    page: string,
    isThere: (page: string) => boolean,
  ): Promise<Stores[Name][]> {
    const store = this.#store(name, "readwrite");
    const all: Stores[Name][] = await done(store.getAll());
    const left = all.filter((each) => each.page !== page && !isThere(each.page));
    const adopted = left.map((each) => ({ ...each, page }));
    for (const each of adopted) store.put(each);
    await finished(store.transaction);
    return adopted;
  }

  /** Forgets everything. */
  async clear(): Promise<void> {
    const names = Object.keys(KEYS);
    const transaction = this.#database.transaction(names, "readwrite");
    for (const name of names) transaction.objectStore(name).clear();
    await finished(transaction);
  }

  #store(name: keyof Stores, mode: IDBTransactionMode): IDBObjectStore {
    return this.#database.transaction(name, mode).objectStore(name);
  }
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
    transaction.addEventListener("error", () => reject(transaction.error));
  });
}
