/** The keys of this device: made or taken up after a login, and said to be missing where they are. */
import { toBase64url } from "../../protocol/encryption/bytes.ts";
import { type AccountLog, activeDevices } from "../../protocol/encryption/log.ts";
import type { OwnKeys } from "../../protocol/records.ts";
import { ConnectionLost } from "../base/failure.ts";
import { isRefusedWith, type KeyRequest } from "../encryption/session/key_requests.ts";
import type { KeyStore } from "../encryption/session/key_store.ts";
import type { OwnStanding, Removal } from "../encryption/session/own_account.ts";
import type { PrivateTalk } from "../encryption/session/private_talk.ts";
import type { KeyNews } from "../link/key_news.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyWords } from "./key_words.ts";

/** What the keys of a device work with. */
export interface DeviceKeysOptions {
  account: string;
  talk: PrivateTalk;
  store: KeyStore;
  words: KeyWords;
  /** Whether somebody looks, who can be shown a recovery code. */
  isForPeople: boolean;
  /** Whether the first login of somebody makes keys unasked. */
  beginsUnasked: boolean;
  /** Whether the code of keys that were made unasked waits until somebody wants to see it. */
  holdsCode: boolean;
  request: KeyRequest;
  tell: (news: KeyNews) => void;
  /** From now on this device has keys. */
  begun: () => void;
}

/** Says each thing that is in the way once. */
export class DeviceKeys {
  readonly #options: DeviceKeysOptions;
  /** What was said last of this device, where it is not one of the account's. */
  #saidUnlinked: OwnStanding = "ready";
  /** Whether the connection was lost before everything was done that a login is followed by. */
  #isArriving = false;
  /** So many recovery codes are being made. */
  #newCodes = 0;
  /** How many conversations this device could not read when it logged in. */
  #locked = 0;
  /** The recovery code that was made here and that nobody has seen yet. */
  #waitingCode: string | undefined;

  constructor(options: DeviceKeysOptions) {
    this.#options = options;
  }

  /** After a login: makes the keys where there are none yet, and says what stands in the way. */
  async arrive(ownKeys: OwnKeys | undefined): Promise<void> {
    const { tell, words } = this.#options;
    this.#isArriving = true;
    try {
      await this.#arrive(ownKeys);
    } catch (error) {
      if (error instanceof ConnectionLost) return; // it is done when the connection is back
      tell({ kind: "failed", lines: [words.problem(error)], isLoud: true });
    }
    this.#isArriving = false;
  }

  /** The connection is back: what it was lost in is gone on with. */
  async back(): Promise<void> {
    if (this.#isArriving) await this.arrive(undefined);
  }

  async #arrive(ownKeys: OwnKeys | undefined): Promise<void> {
    const { beginsUnasked, isForPeople, request, talk: { contacts, own } } = this.#options;
    if (ownKeys !== undefined) own.stale(ownKeys);
    this.#locked = ownKeys?.locked ?? this.#locked;
    const standing = await own.standing();
    if (standing === "none") {
      if (beginsUnasked && isForPeople) await this.#start((code) => this.#hold(code));
      return;
    }
    await this.#sayUnlinked(standing);
    if (standing !== "ready") return;
    const { device } = await own.now();
    const id = toBase64url(device.id);
    if (ownKeys?.device !== id) await request("keys_device", { device: id });
    await own.renewIfNeeded();
    await contacts.share();
    if (isForPeople) await this.#remind();
  }

  /** Says once that something may be lost, and never again. */
  async #remind(): Promise<void> {
    const { holdsCode, store, talk: { own }, tell, words } = this.#options;
    const { isReminded } = await store.read();
    if (this.#newCodes > 0) return;
    const isCodeShown = await this.isCodeSettled();
    if (!isCodeShown && holdsCode) return this.#tellOfCode(true);
    if (isReminded === true) return;
    if (!isCodeShown) tell({ kind: "no_code", lines: [words.noCode], isLoud: true });
    else if (!isOnlyDevice((await own.now()).log)) return;
    else tell({ kind: "one_device", lines: [words.oneDevice], isLoud: false });
    // Whether a code was shown may have changed since, and then there is more to be said.
    await store.update((kept) =>
      kept.isCodeShown === isCodeShown ? { ...kept, isReminded: true } : kept
    );
  }

  /** Whether somebody has seen the recovery code, here or where another one was made since. */
  async isCodeSettled(): Promise<boolean> {
    const { store, talk: { own } } = this.#options;
    if ((await store.read()).isCodeShown) return true;
    if (!await own.isCodeOfAnother()) return false;
    await own.codeShown();
    return true;
  }

  /** Makes the keys of the account, or has them used again; does nothing where they are. */
  async begin(): Promise<void> {
    const { own } = this.#options.talk;
    if (await own.standing() === "none") return await this.#start((code) => this.showCode(code));
    await this.demandLinked();
    await own.turnOnAgain();
  }

  /** What follows needs the keys of the account. @throws {HeldBack} where they are not here. */
  async demandLinked(): Promise<void> {
    const { talk: { own }, words } = this.#options;
    const standing = await own.standing();
    if (standing === "ready") return;
    const [why = ""] = words.unlinked(await this.#removal(standing), 0);
    throw new HeldBack(standing === "none" ? words.notBegun : why);
  }

  /** A code is typed to have this device taken in. @throws {HeldBack} when it is one of the account's. */
  async demandUnlinked(): Promise<void> {
    const { talk: { own }, words } = this.#options;
    const standing = await own.standing();
    if (standing === "ready") throw new HeldBack(words.linkedAlready);
    if (standing === "none") throw new HeldBack(words.notBegun);
  }

  async #start(made: (code: string) => Promise<void>): Promise<void> {
    try {
      await made(await this.#options.talk.own.start());
    } catch (error) {
      // Another process of this device, or another device, was first.
      if (!isRefusedWith(error, "keys_moved", "bad_entry", "bad_credentials", "bad_field")) {
        throw error;
      }
      this.#options.talk.stale();
      await this.#sayUnlinked(await this.#options.talk.own.standing());
    }
  }

  async #hold(code: string): Promise<void> {
    if (!this.#options.holdsCode) return await this.showCode(code);
    this.#waitingCode = code;
    this.#options.begun();
    this.#tellOfCode(true);
  }

  /** Whether a code waits is told without words: whoever holds codes has a place for it. */
  #tellOfCode(isWaiting: boolean): void {
    this.#options.tell({
      kind: isWaiting ? "code_waits" : "code_settled",
      lines: [],
      isLoud: false,
    });
  }

  /** Shows the code that waits, or another one where it is not known here; or lets it wait no more. */
  async waitingCode(isWanted: boolean): Promise<void> {
    const { own } = this.#options.talk;
    const code = this.#waitingCode;
    // Another device may have made another one, and without a connection nobody can tell.
    if (isWanted) own.stale();
    await this.demandLinked();
    // It may have been shown in another window, or on another device, meanwhile.
    if (!await this.isCodeSettled()) {
      if (!isWanted) await own.codeShown();
      else if (code === undefined || !await own.isOfUse(code)) await this.newCode();
      else await this.showCode(code);
    }
    this.#waitingCode = undefined;
    this.#tellOfCode(false);
  }

  /** A new recovery code in the place of the one before; until it is shown, nobody is reminded of it. */
  async newCode(): Promise<void> {
    this.#newCodes++;
    try {
      await this.showCode(await this.#options.talk.own.newRecoveryCode());
    } finally {
      this.#newCodes--;
    }
  }

  /** Shows a recovery code, the one time that it can be shown. */
  async showCode(code: string): Promise<void> {
    const { account, tell, words } = this.#options;
    const lines = words.recoveryCode(code, account);
    tell({ kind: "recovery_code", lines, isLoud: true, code });
    await this.#options.talk.own.codeShown();
    this.#options.begun();
  }

  /** Said once, not at every change of the account that this device has no part in. */
  async #sayUnlinked(standing: OwnStanding): Promise<void> {
    if (standing === this.#saidUnlinked) return;
    this.#saidUnlinked = standing;
    if (standing === "ready" || standing === "none") return;
    const { tell, words } = this.#options;
    const lines = words.unlinked(await this.#removal(standing), this.#locked);
    tell({ kind: "not_linked", lines, isLoud: true });
  }

  async #removal(standing: OwnStanding): Promise<"never_in" | Removal | undefined> {
    return standing === "removed" ? await this.#options.talk.own.removal() : "never_in";
  }

  /** The log of the account has another end. */
  async changed(): Promise<void> {
    const { holdsCode, talk: { own } } = this.#options;
    const standing = await own.standing();
    await this.#sayUnlinked(standing);
    if (standing !== "ready") {
      // The code that waits was one of an account, or of a device, that is no more.
      this.#waitingCode = undefined;
      if (holdsCode) this.#tellOfCode(false);
      return;
    }
    await own.renewIfNeeded();
    if (holdsCode && await this.isCodeSettled()) this.#tellOfCode(false);
  }

  /** Takes what the other devices know of others, where this is one of them. */
  async shareContacts(): Promise<void> {
    const { contacts, own } = this.#options.talk;
    if (await own.standing() === "ready") await contacts.share();
  }

  /** This device was taken in. */
  async linked(): Promise<void> {
    const { begun, talk: { contacts, own }, tell, words } = this.#options;
    this.#saidUnlinked = "ready";
    this.#locked = 0;
    await own.now();
    await own.codeShown();
    await contacts.share();
    begun();
    tell({ kind: "linked", lines: [words.linkedHere], isLoud: false });
  }
}

/** A device that has just come in need not be told that it is the only one. */
const REMIND_AFTER_MS = 24 * 3_600_000;

function isOnlyDevice(log: AccountLog): boolean {
  const [first, ...others] = activeDevices(log).filter(({ kind }) => kind !== "recovery");
  return first !== undefined && others.length === 0 &&
    Date.now() - first.addedTimeMs > REMIND_AFTER_MS;
}
