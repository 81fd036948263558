/** The keys of this device: made or taken up after a login, and said to be missing where they are. */
import { toBase64url } from "../../protocol/encryption/bytes.ts";
import type { OwnKeys } from "../../protocol/records.ts";
import { ConnectionLost } from "../base/failure.ts";
import { isRefusedWith, type KeyRequest } from "../encryption/session/key_requests.ts";
import type { KeyStore } from "../encryption/session/key_store.ts";
import type { OwnStanding } from "../encryption/session/own_account.ts";
import type { PrivateTalk } from "../encryption/session/private_talk.ts";
import type { KeyNews } from "../link/key_news.ts";
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
    const { beginsUnasked, isForPeople, request, store, talk: { contacts, own }, tell, words } =
      this.#options;
    if (ownKeys !== undefined) own.stale(ownKeys);
    const standing = await own.standing();
    if (standing === "none") {
      if (beginsUnasked && isForPeople) await this.#start();
      return;
    }
    this.#sayUnlinked(standing);
    if (standing !== "ready") return;
    const { device } = await own.now();
    const id = toBase64url(device.id);
    if (ownKeys?.device !== id) await request("keys_device", { device: id });
    await own.renewIfNeeded();
    await contacts.share();
    if (!(await store.read()).isCodeShown && isForPeople) {
      tell({ kind: "no_code", lines: [words.noCode], isLoud: true });
    }
  }

  /** Makes the keys of the account, or has them used again; does nothing where they are. */
  async begin(): Promise<void> {
    const { own } = this.#options.talk;
    if (await own.standing() === "none") await this.#start();
    else await own.turnOnAgain();
  }

  async #start(): Promise<void> {
    try {
      await this.showCode(await this.#options.talk.own.start());
    } catch (error) {
      // Another process of this device, or another device, was first.
      if (!isRefusedWith(error, "keys_moved", "bad_entry", "bad_credentials", "bad_field")) {
        throw error;
      }
      this.#options.talk.stale();
      this.#sayUnlinked(await this.#options.talk.own.standing());
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
  #sayUnlinked(standing: OwnStanding): void {
    if (standing === this.#saidUnlinked) return;
    this.#saidUnlinked = standing;
    if (standing === "ready" || standing === "none") return;
    const { tell, words } = this.#options;
    tell({ kind: "not_linked", lines: words.unlinked(standing === "removed"), isLoud: true });
  }

  /** The log of the account has another end. */
  async changed(): Promise<void> {
    const { own } = this.#options.talk;
    const standing = await own.standing();
    this.#sayUnlinked(standing);
    if (standing === "ready") await own.renewIfNeeded();
  }

  /** This device was taken in. */
  async linked(): Promise<void> {
    const { begun, talk: { contacts, own }, tell, words } = this.#options;
    this.#saidUnlinked = "ready";
    await own.now();
    await own.codeShown();
    await contacts.share();
    begun();
    tell({ kind: "linked", lines: [words.linkedHere], isLoud: false });
  }
}
