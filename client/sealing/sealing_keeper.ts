/** Whose link it is, whether anything can be encrypted for them, and what does it once that is needed. */
import { foldUsername } from "../../protocol/names.ts";
import type { OwnKeys, Place } from "../../protocol/records.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import type { Welcome } from "../link/login.ts";
import type { EncryptedRooms } from "./encrypted_rooms.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyHome } from "./key_home.ts";
import type { KeyWords } from "./key_words.ts";
import type { Sealing, SealingOptions } from "./sealing.ts";

/** What a keeper works with. */
export interface SealingKeeperOptions {
  /** Where keys are kept; without such a place nothing is encrypted. */
  keys: KeyHome | undefined;
  words: KeyWords;
  rooms: EncryptedRooms;
  observer: LinkObserver;
  /** Whether the server knows of encryption, as far as it has said. */
  isPossible: () => boolean;
  /** What sealing does over the link. */
  overLink: () => Omit<SealingOptions, "account" | "isForPeople" | "rooms" | "store" | "words">;
  /** Resolves when what is shown first was asked for. */
  whenAsked: () => Promise<void>;
}

/** Loads and opens what seals when something is to be sealed, opened or begun. */
export class SealingKeeper {
  readonly #options: SealingKeeperOptions;
  #account: string | undefined;
  #username = "";
  #ownKeys: OwnKeys | undefined;
  #sealing: Promise<Sealing> | undefined;
  /** Until when it is not known whether there are keys: nothing private is said before. */
  #arriving: Promise<void> | undefined;
  /** What goes on that nobody waits for. */
  readonly #works = new Set<Promise<unknown>>();
  /** Whether the account has keys, or this device had some. */
  isBegun = false;

  constructor(options: SealingKeeperOptions) {
    this.#options = options;
  }

  /** The name as it is shown; empty before a login. */
  get username(): string {
    return this.#username;
  }

  /** The same in the form in which names are compared. */
  get account(): string | undefined {
    return this.#account;
  }

  /** Whether keys of the account are kept here. */
  get hasKeys(): boolean {
    return this.#account !== undefined && this.#options.keys?.has(this.#account) === true;
  }

  /** Why nothing can be encrypted, where that is so. */
  get whyNot(): string {
    const { isPossible, words } = this.#options;
    return isPossible() ? words.noPlace : words.notHere;
  }

  /** Somebody is in. */
  entered({ keys, username }: Welcome): void {
    const { isPossible, observer } = this.#options;
    this.#username = username;
    this.#account = foldUsername(username);
    this.#told(keys);
    // A person is told how a conversation stands, whether there are keys or not.
    const isForPeople = observer.isPerson === true && isPossible();
    this.isBegun = isForPeople || keys !== undefined || this.hasKeys;
  }

  /** The connection is back. */
  cameBack({ keys }: Welcome): void {
    this.#told(keys);
    if (keys !== undefined) this.isBegun = true;
  }

  #told(keys: OwnKeys | undefined): void {
    this.#ownKeys = keys;
    this.#options.rooms.told(keys);
  }

  /** What belongs to a login is done. */
  begin(): void {
    if (this.#account === undefined) return;
    // What cannot be loaded or read is said where something is to be done with it, and tried anew there.
    this.#arriving = this.#arrive().catch(() => {});
    this.beside(this.#arriving);
  }

  async #arrive(): Promise<void> {
    const { isPossible, keys, observer, whenAsked, words } = this.#options;
    // A script that writes to nobody in private has no need of keys.
    if (!isPossible() || !this.isBegun || observer.isPerson !== true) return;
    const noPlace = keys === undefined ? words.noPlaceNews(this.#ownKeys !== undefined) : undefined;
    if (noPlace !== undefined) {
      observer.keys?.({ kind: "no_folder", lines: [noPlace], isLoud: true });
    }
    await whenAsked();
    await (await this.sealing())?.arrive(this.#ownKeys);
  }

  /** Resolves when it is known whether there are keys. */
  async arrived(): Promise<void> {
    await this.#arriving;
  }

  /** What keys are kept and used with; `undefined` where nothing can be encrypted. */
  async sealing(): Promise<Sealing | undefined> {
    const account = this.#account;
    const { isPossible, keys } = this.#options;
    if (!isPossible() || account === undefined || keys === undefined) return undefined;
    const opening = this.#sealing ??= this.#open(account, keys);
    try {
      return await opening;
    } catch (error) {
      // What could not be read this time may be there the next time.
      if (this.#sealing === opening) this.#sealing = undefined;
      throw error;
    }
  }

  async #open(account: string, keys: KeyHome): Promise<Sealing> {
    const { observer, overLink, rooms, words } = this.#options;
    const { Sealing } = await import("./sealing.ts");
    const sealing = new Sealing({
      ...overLink(),
      account,
      words,
      rooms,
      store: await keys.open(account),
      isForPeople: observer.isPerson === true,
    });
    // What is wrong with keys is said where something is to be done with them.
    rooms.seen(await sealing.roomsSeen().catch(() => []));
    return sealing;
  }

  /** Does something with what seals, where it was opened already. */
  whereOpen(work: (sealing: Sealing) => unknown): void {
    const done = this.#sealing?.then(work);
    if (done !== undefined) this.beside(done);
  }

  /** The same; nothing where it could not be opened, or where that fails. */
  tryWhereOpen(work: (sealing: Sealing) => Promise<unknown>): void {
    const done = this.#sealing?.then(work).catch(() => {});
    if (done !== undefined) this.beside(done);
  }

  /** Work that goes on by itself: only the end waits for it. Who begins it sees to its errors. */
  beside(work: Promise<unknown>): void {
    const done = work.finally(() => this.#works.delete(done));
    this.#works.add(done);
  }

  /** Resolves when nothing goes on any more: what is kept in files is there whole. */
  async whenDone(): Promise<void> {
    while (this.#works.size > 0) await Promise.allSettled(this.#works);
  }

  /** What seals what is said; `undefined` where it is said as it is. @throws {HeldBack} */
  async toSay(): Promise<Sealing | undefined> {
    const { isPossible, words } = this.#options;
    if (!isPossible() && this.hasKeys) throw new HeldBack(words.notHere);
    await this.#arriving;
    return await this.sealing();
  }

  /** The same for what is said in a place. @throws {HeldBack} */
  async toSayIn(place: Place): Promise<Sealing | undefined> {
    const { isPossible, rooms, words } = this.#options;
    if (place.with !== undefined) return await this.toSay();
    if (!rooms.isComplete && isPossible()) await this.sealing();
    if (!rooms.has(place.room)) return undefined;
    const sealing = await this.toSay();
    if (sealing === undefined) throw new HeldBack(words.neverPlain(words.noPlace));
    return sealing;
  }
}
