/** Web Push of a server: its key, and the way from what is said to the browsers that want to know. */
import type { Network } from "../access/network.ts";
import { SERVER } from "../journal/actors.ts";
import type { Journal } from "../journal/journal.ts";
import type { PushTarget } from "../journal/read/push.ts";
import type { PushKeyPair } from "../journal/write/accounts/push.ts";
import type { Hub } from "../live/hub.ts";
import { checkPushAddress, type PushAddress } from "./endpoint.ts";
import { PushSender } from "./push_sender.ts";
import { PushSink } from "./push_sink.ts";
import { base64Url, makePushKey, Vapid } from "./vapid.ts";

/** Characters of a topic; a push service takes 32 (RFC 8030, section 5.4). */
const TOPIC_LENGTH = 24;

/** What it is made of. */
export interface PushOptions {
  journal: Pick<Journal, "append" | "query">;
  hub: Pick<Hub, "account">;
  /** Networks that may be pushed to though they are not public, by http as well. */
  networks: readonly Network[];
  /** Where those who run push services find whoever runs the server: `https:` or `mailto:`. */
  contact: string | undefined;
  /** Certificates in PEM of authorities to believe. @default those that everybody believes */
  authorities?: readonly string[] | undefined;
  now(): number;
  /** Milliseconds of a clock that only goes forward. */
  elapsed(): number;
  /** Waits; rejects when the signal aborts. */
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Called with what went wrong. */
  onFailure(message: string): void;
}

/** Give its `sink` what is committed; it does the rest beside the server. */
export class Push {
  readonly sink: PushSink;
  readonly #options: PushOptions;
  readonly #sender: PushSender;
  #key: Promise<PushKeyPair> | undefined;
  #vapid: Promise<Vapid> | undefined;

  constructor(options: PushOptions) {
    this.#options = options;
    this.#sender = new PushSender({
      ...options,
      vapid: () => this.#signer(),
      gone: (session, endpoint) => void this.#forget(session, endpoint),
    });
    this.sink = new PushSink({
      ...options,
      topicOf: (target) => this.#topicOf(target),
      send: (job) => this.#sender.send(job),
    });
  }

  /** The public key that browsers subscribe with, in base64url; drawn and kept when it is asked for first. */
  async publicKey(): Promise<string> {
    return base64Url((await this.#keyPair()).publicKey);
  }

  /**
   * Checks by what a browser wants to be reached.
   *
   * @throws {ChatError} `bad_field`.
   */
  check(given: { endpoint: string; p256dh: string; auth: string }): PushAddress {
    return checkPushAddress(given, this.#options.networks);
  }

  /** Gives up what waits or is on its way. */
  close(): void {
    this.sink.close();
    this.#sender.close();
  }

  #signer(): Promise<Vapid> {
    this.#vapid ??= this.#keyPair().then((pair) => new Vapid(pair, this.#options));
    this.#vapid.catch(() => this.#vapid = undefined);
    return this.#vapid;
  }

  /** What could not be had is asked for again the next time. */
  #keyPair(): Promise<PushKeyPair> {
    this.#key ??= this.#loadKey();
    this.#key.catch(() => this.#key = undefined);
    return this.#key;
  }

  async #loadKey(): Promise<PushKeyPair> {
    const { journal } = this.#options;
    return await journal.query("push_key", {}) ??
      await journal.append("keep_push_key", { actor: SERVER, ...await makePushKey() });
  }

  /** The same for the same conversation of the same browser; nobody else can tell which it is. */
  async #topicOf({ conversation, session }: PushTarget): Promise<string> {
    const { privateKey } = await this.#keyPair();
    const place = new TextEncoder().encode(`\0${conversation} ${session}`);
    const text = new Uint8Array(privateKey.length + place.length);
    text.set(privateKey);
    text.set(place, privateKey.length);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
    return base64Url(hash).slice(0, TOPIC_LENGTH);
  }

  async #forget(session: number, endpoint: string): Promise<void> {
    const { journal, onFailure } = this.#options;
    try {
      await journal.append("unsubscribe_push", { actor: SERVER, session, endpoint });
    } catch (error) {
      onFailure(`A browser that is gone cannot be forgotten: ${String(error)}`);
    }
  }
}
