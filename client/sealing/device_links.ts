/** Takes new devices into the account by a code that one of its devices shows. */
import { pinOf } from "../../protocol/encryption/log.ts";
import { toBase64url } from "../../protocol/encryption/bytes.ts";
import type { LinkAnswerEvent, LinkRequestEvent } from "../../protocol/events.ts";
import type { Device } from "../../protocol/encryption/device.ts";
import {
  checkLinkAnswer,
  checkLinkRequest,
  linkAnswer,
  linkRequest,
  newLinkCode,
} from "../encryption/link_code.ts";
import type { KeyRequest } from "../encryption/session/key_requests.ts";
import type { OwnAccount } from "../encryption/session/own_account.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { KeyWords } from "./key_words.ts";

/** What device links work with. */
export interface DeviceLinksOptions {
  own: OwnAccount;
  request: KeyRequest;
  tell: (news: KeyNews) => void;
  words: KeyWords;
  /** This device was taken in. */
  linked: () => Promise<void>;
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

/** The answer to a request that does not fit the code: one byte, which older programs take for a false proof. */
const NO = "AA";

/** One code at a time, for ten minutes. */
export class DeviceLinks {
  readonly #options: DeviceLinksOptions;
  /** The code that is shown here to let a device in. */
  #shown: Linking | undefined;
  /** What this device has asked to be let in. */
  #asked: Linking | undefined;

  constructor(options: DeviceLinksOptions) {
    this.#options = options;
  }

  /** A code to be typed on a new device within ten minutes. */
  async show(): Promise<string> {
    await this.#options.own.now();
    const code = newLinkCode();
    this.#shown = { code, attempts: 0, untilMs: Date.now() + LINK_LIMIT_MS };
    return code;
  }

  /** Asks the other devices to take this one in, with the code that one of them shows. */
  async ask(code: string): Promise<void> {
    const { own, request } = this.#options;
    const device = await own.freshDevice();
    const asked = await linkRequest({ code, account: own.account }, device);
    this.#asked = { code, request: asked, attempts: 0, untilMs: Date.now() + LINK_LIMIT_MS };
    await request("link", { request: toBase64url(asked) });
  }

  /** A new device asks to be taken in. */
  async requested({ link, request: text }: LinkRequestEvent): Promise<void> {
    const { own, request, tell, words } = this.#options;
    const shown = this.#shown;
    if (shown === undefined || Date.now() > shown.untilMs) return;
    const place = { code: shown.code, account: own.account };
    let bytes: Uint8Array<ArrayBuffer>;
    let device: Device;
    try {
      bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
      device = await checkLinkRequest(place, bytes);
    } catch (error) {
      // Whoever guesses gets few guesses.
      if (++shown.attempts >= LINK_ATTEMPTS) this.#shown = undefined;
      await request("link", { link, answer: NO }).catch(() => {});
      throw error;
    }
    this.#shown = undefined;
    try {
      await own.add(device);
    } catch (error) {
      // Whoever knows the code and could not be taken in now may ask again.
      this.#shown ??= shown;
      throw error;
    }
    const pin = pinOf((await own.now()).log);
    const answer = await linkAnswer(place, { request: bytes, pin });
    await request("link", { link, answer: toBase64url(answer) });
    tell({ kind: "linked", lines: [words.linkedAnother], isLoud: false });
  }

  /** The other device has answered. */
  async answered({ answer: text }: LinkAnswerEvent): Promise<void> {
    const { linked, own, tell, words } = this.#options;
    const { code = "", request } = this.#asked ?? {};
    if (request === undefined) return;
    this.#asked = undefined;
    if (text === NO) {
      tell({ kind: "link_refused", lines: [words.linkRefused], isLoud: true });
      return;
    }
    const answer = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    const pin = await checkLinkAnswer({ code, account: own.account }, { request, answer });
    await own.linked(pin);
    await linked();
  }
}
