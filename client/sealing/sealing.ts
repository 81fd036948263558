/** What an encrypted link does about keys; loaded when the first of it is needed. */
import { foldUsername } from "../../protocol/names.ts";
import { activeDevices, deviceName } from "../../protocol/encryption/log.ts";
import { sameBytes, toBase64url } from "../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import type { Content, SealedFile } from "../../protocol/encryption/content.ts";
import type { EditedEvent, LinkAnswerEvent, LinkRequestEvent } from "../../protocol/events.ts";
import type { LogEnd, Message, OwnKeys } from "../../protocol/records.ts";
import { ConnectionLost, PerhapsStored } from "../base/failure.ts";
import { removeDevices } from "../encryption/account_changes.ts";
import {
  checkLinkAnswer,
  checkLinkRequest,
  linkAnswer,
  linkRequest,
  newLinkCode,
} from "../encryption/link_code.ts";
import {
  isRefusedWith,
  type KeyRequest,
  type WireSealed,
} from "../encryption/session/key_requests.ts";
import {
  type Opened,
  PrivateTalk,
  type SealedItem,
  type TalkStanding,
} from "../encryption/session/private_talk.ts";
import { verificationQrText } from "../encryption/verification_number.ts";
import { pinOf } from "../../protocol/encryption/log.ts";
import type { SealedPlace } from "../encryption/message.ts";
import type { Outgoing, Stored } from "../link/unacknowledged.ts";
import { DamagedKeys } from "./damaged_keys.ts";
import type { KeyStore } from "../encryption/session/key_store.ts";
import type { FileStanding } from "../link/file_standing.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { KeyPowers } from "../link/key_powers.ts";
import { HeldBack } from "./held_back.ts";
import { contactNews, type KeyWords } from "./key_words.ts";
import { itemsOf, type Marked, openedEdit, openedMessage, otherOf } from "./opened_message.ts";

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
  post: (message: Outgoing) => Promise<Stored>;
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

/** A new device's request that has no answer yet, or the code that an old one shows. */
interface Linking {
  code: string;
  request?: Uint8Array<ArrayBuffer>;
  attempts: number;
  untilMs: number;
}

const LINK_LIMIT_MS = 10 * 60_000;
const LINK_ATTEMPTS = 5;
const MAX_LOOKED = 1_000;

/** Seals and opens for one account, and does what people want of their devices. */
export class Sealing implements KeyPowers {
  readonly #options: SealingOptions;
  readonly talk: PrivateTalk;
  /** Until when the next message to somebody may be sealed. */
  readonly #turns = new Map<string, Promise<void>>();
  /** Whose conversations somebody has looked at, to be told when they stand otherwise. */
  readonly #looked = new Set<string>();
  /** Whose new keys somebody was warned of before sending. */
  readonly #warned = new Set<string>();
  /** The code that is shown here to let a device in. */
  #shown: Linking | undefined;
  /** What this device has asked to be let in. */
  #asked: Linking | undefined;

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
      if (standing !== "ready") return this.#sayUnlinked(standing);
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
      const standing = await this.talk.own.standing();
      if (standing !== "ready") this.#sayUnlinked(standing);
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

  #sayUnlinked(standing: "none" | "unlinked" | "removed"): void {
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
      if (await this.talk.own.standing() === "ready") await this.talk.own.renewIfNeeded();
      else this.#sayUnlinked("removed");
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
    const standing = await this.#standing(other);
    return standing === undefined ? "" : this.#options.words.standing(standing, other);
  }

  async #standing(other: string): Promise<TalkStanding | undefined> {
    try {
      return await this.talk.standing(other);
    } catch (error) {
      if (isRefusedWith(error, "no_such_user")) return undefined;
      throw error;
    }
  }

  /**
   * Sends a private message: sealed, or as it is where the other one cannot read sealed ones. `file` is
   * what opens the encrypted file that comes with it.
   *
   * @throws {HeldBack} when a file is encrypted and the message would not be, or the other way round.
   */
  async say(message: Outgoing & { to: string }, file?: SealedFile): Promise<Stored> {
    const other = foldUsername(message.to);
    const nonce = message.nonce ?? this.#options.newNonce();
    const turn = this.#turns.get(other);
    const next = Promise.withResolvers<void>();
    this.#turns.set(other, next.promise);
    try {
      await turn;
      return await this.#whileLive(async () => {
        const isSealed = await this.maySeal(other);
        if (isSealed ? message.file !== undefined && file === undefined : file !== undefined) {
          throw new HeldBack(this.#options.words.noFiles);
        }
        if (!isSealed) {
          const answer = this.#options.post({ ...message, nonce });
          next.resolve();
          return await answer;
        }
        const content: Content = contentOf(message.text, file);
        if (message.me === true) content.me = true;
        if (message.reply_to !== undefined) content.reply_to = message.reply_to;
        const place: SealedPlace = { kind: "message", target: 0 };
        return await this.talk.send(other, { ...place, content }, async (sealed) => {
          const carried = message.file === undefined ? {} : { file: message.file };
          const answer = this.#options.post({
            to: message.to,
            text: "",
            nonce,
            ...carried,
            ...sealed,
          });
          // What comes with a new key has to be there before anything that needs it.
          if (sealed.key === undefined) next.resolve();
          return await answer;
        });
      });
    } finally {
      next.resolve();
      if (this.#turns.get(other) === next.promise) this.#turns.delete(other);
    }
  }

  /** Sends an edit or a reaction. */
  async change<Result>(
    other: string,
    change: SealedPlace & { content: Content },
    post: (sealed: WireSealed) => Promise<Result>,
  ): Promise<Result> {
    return await this.talk.send(other, change, post);
  }

  /**
   * Whether what is written to somebody is sealed. Never says no where something was sealed before,
   * unless the other one has said so under their signature and somebody here was told.
   *
   * @throws {HeldBack} when somebody has to decide first; what is wrong with logs.
   */
  async maySeal(other: string): Promise<boolean> {
    const { isForPeople } = this.#options;
    const standing = await this.#standing(other);
    switch (standing) {
      case "encrypted":
      case "verified":
        return true;
      case "off_here":
        return false;
      case undefined:
      case "no_keys":
        return await this.#mustNotHaveBeen(other, "no_keys");
      case "not_linked":
      case "not_begun":
        return await this.#mustNotHaveBeen(other, "not_linked");
      case "off":
        if (!await this.talk.keys.wasEncrypted(other)) return false;
        return this.#askOnce(other, standing, isForPeople);
      case "replaced": {
        const known = await this.talk.contacts.known(other);
        if (known?.isVerified === true) {
          throw new HeldBack(this.#options.words.standing(standing, other));
        }
        this.#askOnce(other, standing, isForPeople);
        await this.talk.contacts.trust(other);
        return true;
      }
    }
  }

  /** How a file goes to somebody. */
  async fileStanding(other: string): Promise<FileStanding> {
    try {
      const standing = await this.#standing(other);
      // A file is no answer to what has to be decided first.
      if (standing === "replaced" || standing === "off") {
        return { refused: this.#options.words.standing(standing, other) };
      }
      return await this.maySeal(other) ? "sealed" : "plain";
    } catch (error) {
      if (error instanceof HeldBack || error instanceof EncryptionError) {
        return { refused: error.message };
      }
      throw error;
    }
  }

  #askOnce(other: string, standing: TalkStanding, isForPeople: boolean): false {
    const mark = `${standing} ${other}`;
    if (isForPeople && this.#warned.delete(mark)) return false;
    this.#warned.add(mark);
    const { words } = this.#options;
    const stands = words.standing(standing, other);
    throw new HeldBack(isForPeople ? words.again(stands) : stands);
  }

  async #mustNotHaveBeen(other: string, standing: TalkStanding): Promise<false> {
    if (!await this.talk.keys.wasEncrypted(other)) return false;
    const { words } = this.#options;
    throw new HeldBack(words.neverPlain(words.standing(standing, other)));
  }

  /** Opens messages, when there is a connection again if it takes one; what cannot be opened says why. */
  async open(messages: readonly Message[]): Promise<Marked[]> {
    const { account, words } = this.#options;
    const byOther = Map.groupBy(messages, (message) => otherOf(message, account));
    const opened = new Map<Message, Marked>();
    for (const [other, some] of byOther) {
      const items = some.map(itemsOf);
      const all = await this.#opened(other, items.flat());
      let at = 0;
      for (const [index, message] of some.entries()) {
        const count = items[index]?.length ?? 0;
        opened.set(message, openedMessage(message, all.slice(at, at + count), words.unverified));
        at += count;
      }
    }
    return messages.map((message) => opened.get(message) ?? message);
  }

  async #opened(other: string, items: readonly SealedItem[]): Promise<Opened[]> {
    return await this.#whileLive(() => this.talk.open(other, items));
  }

  /** Opens an edit. */
  async openEdit(event: EditedEvent, other: string): Promise<EditedEvent> {
    const { from, message, sealed = "" } = event;
    const item: SealedItem = { sealed, from: foldUsername(from), kind: "edit", target: message };
    const [opened] = await this.#opened(other, [item]);
    return opened === undefined ? event : openedEdit(event, opened, this.#options.words.unverified);
  }

  /** The emoji of a reaction; `undefined` when it is not to be believed. */
  async openReaction(other: string, item: SealedItem): Promise<string | undefined> {
    const [opened] = await this.#opened(other, [item]);
    return opened?.ok === true ? opened.message.content.emoji : undefined;
  }

  /** The devices of the account, each in a line; the one that this is, is said. */
  async deviceLines(): Promise<string[]> {
    const { device, log } = await this.talk.own.now();
    return activeDevices(log).map((one, index) => {
      const since = new Date(one.addedTimeMs).toISOString().slice(0, 10);
      const isThis = sameBytes(one.id, device.id) ? " (this one)" : "";
      const what = one.kind === "recovery" ? "the recovery code" : deviceName(one);
      return `${index + 1}  ${what}, since ${since}${isThis}`;
    });
  }

  /** Removes the device with this number. Returns what it is called. */
  async removeDevice(number: number): Promise<string> {
    const { words } = this.#options;
    let name = "";
    await this.talk.own.change(async (author) => {
      const chosen = activeDevices(author.log)[number - 1];
      if (chosen === undefined) throw new HeldBack(words.noDevice(number));
      if (sameBytes(chosen.id, author.device.id)) {
        throw new HeldBack(words.thisDevice);
      }
      name = chosen.kind === "recovery" ? "the recovery code" : deviceName(chosen);
      return await removeDevices(author, [chosen.id]);
    });
    return name;
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
    await this.talk.own.now();
    const code = newLinkCode();
    this.#shown = { code, attempts: 0, untilMs: Date.now() + LINK_LIMIT_MS };
    return code;
  }

  /** Asks the other devices to take this one in, with the code that one of them shows. */
  async askLink(code: string): Promise<void> {
    const { account, request } = this.#options;
    const device = await this.talk.own.freshDevice();
    const asked = await linkRequest({ code, account }, device);
    this.#asked = { code, request: asked, attempts: 0, untilMs: Date.now() + LINK_LIMIT_MS };
    await request("link", { request: toBase64url(asked) });
  }

  /** A new device asks to be taken in. */
  async linkRequested({ link, request: text }: LinkRequestEvent): Promise<void> {
    const { account, request, tell, words } = this.#options;
    const shown = this.#shown;
    if (shown === undefined || Date.now() > shown.untilMs) return;
    await this.#quietly(async () => {
      const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
      try {
        const device = await checkLinkRequest({ code: shown.code, account }, bytes);
        this.#shown = undefined;
        await this.talk.own.add(device);
      } catch (error) {
        // Whoever guesses gets few guesses.
        if (++shown.attempts >= LINK_ATTEMPTS) this.#shown = undefined;
        throw error;
      }
      const { log } = await this.talk.own.now();
      const pin = pinOf(log);
      const answer = await linkAnswer({ code: shown.code, account }, { request: bytes, pin });
      await request("link", { link, answer: toBase64url(answer) });
      tell({
        kind: "linked",
        lines: [words.linkedAnother],
        isLoud: false,
      });
    });
  }

  /** The other device has answered. */
  async linkAnswered({ answer: text }: LinkAnswerEvent): Promise<void> {
    const { account } = this.#options;
    const asked = this.#asked;
    if (asked?.request === undefined) return;
    this.#asked = undefined;
    const request = asked.request;
    await this.#quietly(async () => {
      const answer = Uint8Array.fromBase64(text, { alphabet: "base64url" });
      const pin = await checkLinkAnswer({ code: asked.code, account }, { request, answer });
      await this.talk.own.linked(pin);
      await this.#linked();
    });
  }

  async #linked(): Promise<void> {
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

/** A text, a file, or both: a file needs no text. */
export function contentOf(text: string, file: SealedFile | undefined): Content {
  return {
    ...(text === "" && file !== undefined ? {} : { text }),
    ...(file === undefined ? {} : { file }),
  };
}
