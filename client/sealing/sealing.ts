/** What an encrypted link does about keys; loaded when the first of it is needed. */
import { toBase64url } from "../../protocol/encryption/bytes.ts";
import type { Content } from "../../protocol/encryption/content.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import type { LinkAnswerEvent, LinkRequestEvent } from "../../protocol/events.ts";
import type { LogEnd, OwnKeys } from "../../protocol/records.ts";
import { ConnectionLost, PerhapsStored } from "../base/failure.ts";
import type { SealedPlace } from "../encryption/message.ts";
import {
  isRefusedWith,
  type KeyRequest,
  type WireSealed,
} from "../encryption/session/key_requests.ts";
import type { OwnStanding } from "../encryption/session/own_account.ts";
import type { KeyStore } from "../encryption/session/key_store.ts";
import { PrivateTalk, type TalkStanding } from "../encryption/session/private_talk.ts";
import { verificationQrText } from "../encryption/verification_number.ts";
import type { RequestOptions } from "../link/connection.ts";
import type { FileStanding } from "../link/file_standing.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { KeyPowers, OwnState } from "../link/key_powers.ts";
import type { Outgoing, Stored } from "../link/unacknowledged.ts";
import { DeviceLinks } from "./device_links.ts";
import { HeldBack } from "./held_back.ts";
import { DamagedKeys } from "./damaged_keys.ts";
import { contactNews, type KeyWords } from "./key_words.ts";
import { deviceLines, ownState, removeDevice, removeDeviceById } from "./own_devices.ts";
import { SealedReading } from "./sealed_reading.ts";
import { type PostOptions, SealedWriting } from "./sealed_writing.ts";

/** What sealing works with. */
export interface SealingOptions {
  /** The name, in the form in which names are compared. */
  account: string;
  /** What this device keeps of its keys. */
  store: KeyStore;
  words: KeyWords;
  /** Whether somebody looks, who can be shown a recovery code and be asked. */
  isForPeople: boolean;
  /** Whether the first login of somebody makes keys unasked. */
  beginsUnasked: boolean;
  request: KeyRequest;
  /** Sends a message as it is, again and again until it is stored. */
  post: (message: Outgoing, options?: RequestOptions) => Promise<Stored>;
  newNonce: () => string;
  /** Resolves when there is a connection; false when there will be none any more. */
  whenLive: () => Promise<boolean>;
  tell: (news: KeyNews) => void;
  /** How the conversation with somebody stands has been found out. */
  stands: (other: string, text: string) => void;
  /** From now on this device has keys. */
  begun: () => void;
  /** The server's time of day, as far as it is known. */
  serverTimeMs: () => number | undefined;
}

const MAX_LOOKED = 1_000;

/** Seals and opens for one account, and does what people want of their devices. */
export class Sealing implements KeyPowers {
  readonly #options: SealingOptions;
  readonly talk: PrivateTalk;
  readonly #writing: SealedWriting;
  readonly #reading: SealedReading;
  readonly #links: DeviceLinks;
  /** Whose conversations somebody has looked at, to be told when they stand otherwise. */
  readonly #looked = new Set<string>();
  /** What was said last of this device, where it is not one of the account's. */
  #saidUnlinked: OwnStanding = "ready";

  constructor(options: SealingOptions) {
    this.#options = options;
    const { account, request, serverTimeMs, store, tell, words } = options;
    this.talk = new PrivateTalk({
      account,
      request,
      store,
      timeMs: () => Date.now(),
      serverTimeMs,
      tell: (change) => tell(contactNews(change, words)),
    });
    const { talk } = this;
    const whileLive = <Result>(run: () => Promise<Result>) => this.#whileLive(run);
    this.#writing = new SealedWriting({ ...options, talk, whileLive });
    this.#reading = new SealedReading({ talk, whileLive, words });
    this.#links = new DeviceLinks({
      own: talk.own,
      request,
      tell,
      words,
      linked: () => this.#linked(),
    });
  }

  /** After a login: makes the keys where there are none yet, and says what stands in the way. */
  async arrive(ownKeys: OwnKeys | undefined): Promise<void> {
    const { beginsUnasked, isForPeople, request, tell, words } = this.#options;
    try {
      if (ownKeys !== undefined) this.talk.own.stale(ownKeys);
      const standing = await this.talk.own.standing();
      if (standing === "none") {
        if (beginsUnasked && isForPeople) await this.#start();
        return;
      }
      this.#sayUnlinked(standing);
      if (standing !== "ready") return;
      const { device } = await this.talk.own.now();
      const id = toBase64url(device.id);
      if (ownKeys?.device !== id) await request("keys_device", { device: id });
      await this.talk.own.renewIfNeeded();
      await this.talk.contacts.share();
      if (!(await this.#options.store.read()).isCodeShown && isForPeople) {
        tell({
          kind: "no_code",
          lines: [words.noCode],
          isLoud: true,
        });
      }
    } catch (error) {
      if (error instanceof ConnectionLost) return; // it is done when the connection is back
      tell({ kind: "failed", lines: [words.problem(error)], isLoud: true });
    }
  }

  /** Makes the keys of the account, or has them used again; does nothing where they are. */
  async begin(): Promise<void> {
    if (await this.talk.own.standing() === "none") await this.#start();
    else await this.talk.own.turnOnAgain();
    await this.#lookAgain();
  }

  /** Has nothing more encrypted, and says so to those who write. */
  async end(): Promise<void> {
    await this.talk.own.turnOff();
    await this.#lookAgain();
  }

  async #start(): Promise<void> {
    try {
      await this.showCode(await this.talk.own.start());
    } catch (error) {
      // Another process of this device, or another device, was first.
      if (!isRefusedWith(error, "keys_moved", "bad_entry", "bad_credentials", "bad_field")) {
        throw error;
      }
      this.talk.stale();
      this.#sayUnlinked(await this.talk.own.standing());
    }
  }

  /** Shows a recovery code, the one time that it can be shown. */
  async showCode(code: string): Promise<void> {
    const { account, tell, words } = this.#options;
    const lines = words.recoveryCode(code, account);
    tell({ kind: "recovery_code", lines, isLoud: true, code });
    await this.talk.own.codeShown();
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

  /** The connection is back, and much may have happened. */
  back(): void {
    this.talk.stale();
  }

  /** A log has another end. */
  async keysChanged(account: string, end: LogEnd): Promise<void> {
    if (account !== this.#options.account) {
      this.talk.keysChanged(account);
      await this.look(account);
      return;
    }
    this.talk.own.stale(end);
    await this.#quietly(async () => {
      const standing = await this.talk.own.standing();
      this.#sayUnlinked(standing);
      if (standing === "ready") await this.talk.own.renewIfNeeded();
    });
  }

  /** Finds out how the conversation with somebody stands, and says it. */
  async look(other: string): Promise<void> {
    if (this.#looked.size < MAX_LOOKED) this.#looked.add(other);
    await this.#quietly(async () => {
      this.#options.stands(other, await this.standingWords(other));
    });
  }

  async #lookAgain(): Promise<void> {
    for (const other of this.#looked) await this.look(other);
  }

  /** How the conversation with somebody stands, in words. */
  async standingWords(other: string): Promise<string> {
    const standing = await this.#writing.standing(other);
    return standing === undefined ? "" : this.#options.words.standing(standing, other);
  }

  /** Sends a private message: sealed, or as it is where the other one cannot read sealed ones. */
  async say(message: Outgoing & { to: string }, options?: PostOptions): Promise<Stored> {
    return await this.#writing.say(message, options);
  }

  /** Sends an edit or a reaction. */
  async change<Result>(
    other: string,
    change: SealedPlace & { content: Content },
    post: (sealed: WireSealed) => Promise<Result>,
  ): Promise<Result> {
    return await this.#writing.change(other, change, post);
  }

  /** Whether what is written to somebody is sealed. @throws {HeldBack} when somebody has to decide. */
  async maySeal(other: string): Promise<boolean> {
    return await this.#writing.maySeal(other);
  }

  /** How a file goes to somebody. */
  async fileStanding(other: string): Promise<FileStanding> {
    return await this.#writing.fileStanding(other);
  }

  /** What opens messages and their changes. */
  get reading(): SealedReading {
    return this.#reading;
  }

  async state(): Promise<OwnState> {
    return await ownState(this.talk.own);
  }

  async standing(other: string): Promise<TalkStanding | undefined> {
    return await this.#writing.standing(other);
  }

  async removeDeviceById(id: string): Promise<void> {
    await removeDeviceById(this.talk.own, { id, words: this.#options.words });
  }

  /** The devices of the account, each in a line; the one that this is, is said. */
  async deviceLines(): Promise<string[]> {
    return await deviceLines(this.talk.own);
  }

  /** Removes the device with this number. Returns what it is called. */
  async removeDevice(number: number): Promise<string> {
    return await removeDevice(this.talk.own, { number, words: this.#options.words });
  }

  /** Takes this device in with a recovery code. */
  async recover(code: string): Promise<void> {
    await this.talk.own.recover(code);
    await this.#linked();
  }

  /** A new recovery code in the place of the one before. */
  async newCode(): Promise<void> {
    await this.showCode(await this.talk.own.newRecoveryCode());
  }

  /** Begins anew: what was written before cannot be read any more. */
  async reset(password: string, code: string | undefined): Promise<void> {
    this.talk.stale();
    await this.showCode(
      await this.talk.own.start({ password, ...(code === undefined ? {} : { code }) }),
    );
  }

  /** A code to be typed on a new device within ten minutes. */
  async showLink(): Promise<string> {
    return await this.#links.show();
  }

  /** Asks the other devices to take this one in, with the code that one of them shows. */
  async askLink(code: string): Promise<void> {
    await this.#links.ask(code);
  }

  /** A new device asks to be taken in. */
  async linkRequested(event: LinkRequestEvent): Promise<void> {
    await this.#quietly(() => this.#links.requested(event));
  }

  /** The other device has answered. */
  async linkAnswered(event: LinkAnswerEvent): Promise<void> {
    await this.#quietly(() => this.#links.answered(event));
  }

  async #linked(): Promise<void> {
    this.#saidUnlinked = "ready";
    await this.talk.own.now();
    await this.talk.own.codeShown();
    await this.talk.contacts.share();
    this.#options.begun();
    this.#options.tell({
      kind: "linked",
      lines: [this.#options.words.linkedHere],
      isLoud: false,
    });
  }

  async verify(other: string, isVerified: boolean): Promise<void> {
    await this.talk.contacts.verify(other, isVerified);
    await this.look(other);
  }

  async trust(other: string): Promise<void> {
    await this.talk.contacts.trust(other);
    await this.look(other);
  }

  /** The number to be compared with somebody, and what a QR code of it holds. */
  async verification(other: string): Promise<{ number: string[]; qr: string }> {
    const number = await this.talk.contacts.number(other);
    return { number, qr: verificationQrText(number) };
  }

  /** This device leaves the account and forgets its keys. */
  async forget(): Promise<void> {
    if (await this.talk.own.standing() === "ready") await this.talk.own.leave();
    await this.#options.store.forget();
  }

  /** Goes on over lost connections. */
  async #whileLive<Result>(run: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await run();
      } catch (error) {
        // Whether that message is there already, only a person can tell.
        if (error instanceof PerhapsStored || !(error instanceof ConnectionLost)) throw error;
        if (!await this.#options.whenLive()) throw error;
        this.talk.stale();
      }
    }
  }

  /** What goes wrong by itself is told; what is only lost comes again. */
  async #quietly(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (error instanceof ConnectionLost) return;
      const isOurs = error instanceof EncryptionError || error instanceof DamagedKeys ||
        error instanceof HeldBack || isRefusedWith(error, "keys_moved", "slow_down", "busy");
      const lines = [this.#options.words.problem(error)];
      this.#options.tell({ kind: isOurs ? "failed" : "internal", lines, isLoud: true });
    }
  }
}
