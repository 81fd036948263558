/** Pushes messages to browsers that are closed: who is told what, how often, and when not. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { isoTime } from "../base/iso_time.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { SERVER } from "../journal/actors.ts";
import { loggedText } from "../journal/content/kinds.ts";
import type { Committed, Journal } from "../journal/journal.ts";
import type { PushTarget } from "../journal/read/push.ts";
import type { Hub } from "../live/hub.ts";
import { QueuedSink } from "../publish/queued_sink.ts";
import { encryptPush } from "./encrypt.ts";
import { endpointOf, PushAddressError, type PushRequest } from "./push_request.ts";
import { base64Url, makePushKeys, Vapid } from "./vapid.ts";

/** How long a message is left to those who are there, before it is pushed, in milliseconds. */
const LEFT_TO_OTHERS_MS = 3_000;

/** Whoever has done something on another device so recently reads there, in milliseconds. */
const ACTIVE_MS = 60_000;

/** What one browser is told at once, and then. */
const RATE: BucketSize = { burst: 20, perSecond: 0.2 };

/** Requests at once, and entries that wait. */
const AT_ONCE = 8;
const MAX_WAITING = 10_000;

/** Browsers whose rates are remembered. */
const MAX_REMEMBERED = 20_000;

/** Most characters of a text that is pushed. */
const MAX_TEXT_LENGTH = 1_000;

/** For how long a push service keeps what it cannot deliver, in seconds. */
const TIME_TO_LIVE = 24 * 60 * 60;

/** Statuses that say that there is no such subscription any more. */
const GONE: readonly number[] = [404, 410];

const encoder = new TextEncoder();

/** Options of a {@linkcode Pusher}. */
export interface PusherOptions {
  journal: Pick<Journal, "append" | "query">;
  hub: Pick<Hub, "account">;
  /** Whom a push service may write to: `mailto:…` or `https://…`. */
  subject: string;
  /** Current time in milliseconds, and the clock that only goes forward. */
  now(): number;
  elapsed(): number;
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Sends a request; returns the status of the answer. */
  send(request: PushRequest): Promise<number>;
  /** Called with what went wrong. */
  onFailure(message: string): void;
}

/** Follows what is committed, beside the server; see {@linkcode QueuedSink}. */
export class Pusher {
  readonly sink: QueuedSink;
  readonly #options: PusherOptions;
  readonly #buckets = new BoundedMap<number, TokenBucket>(MAX_REMEMBERED);
  readonly #ended = new AbortController();
  #vapid: Promise<Vapid> | undefined;
  /** Whether anybody is subscribed; most servers have nobody who is. */
  #hasSubscribers: boolean;

  constructor(options: PusherOptions, subscribers: number) {
    this.#options = options;
    this.#hasSubscribers = subscribers > 0;
    this.sink = new QueuedSink({
      name: "push",
      maxWaiting: MAX_WAITING,
      work: (committed) => this.#work(committed),
      onLeftOut: (count) =>
        options.onFailure(`${count} messages were not pushed: too many at once`),
      onFailure: options.onFailure,
    });
  }

  /** Gives up what waits; resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.sink.idle();
  }

  /** Takes what was committed, if there is anybody to be told. */
  take(committed: readonly Committed[]): void {
    if (committed.some(({ kind }) => kind === "subscribe_push")) this.#hasSubscribers = true;
    if (!this.#hasSubscribers || this.#ended.signal.aborted) return;
    const said = committed.filter(({ kind }) => kind === "say_room" || kind === "say_direct");
    if (said.length > 0) this.sink.take(said);
  }

  async #work(committed: readonly Committed[]): Promise<void> {
    const ids = committed.flatMap((item) =>
      (item.kind === "say_room" || item.kind === "say_direct") && !item.result.duplicate
        ? [item.result.id]
        : []
    );
    const [first] = ids;
    const last = ids.at(-1);
    if (first === undefined || last === undefined) return;
    try {
      await this.#options.delay(LEFT_TO_OTHERS_MS, this.#ended.signal);
    } catch {
      return;
    }
    const { journal } = this.#options;
    const targets = await journal.query("push_targets", { after: first - 1, upTo: last });
    const waiting = targets.filter((target) => this.#isDue(target));
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (!this.#ended.signal.aborted) await this.#push(next);
      }
    }));
  }

  /** Not to whoever reads elsewhere, and not too often. */
  #isDue({ account, session }: PushTarget): boolean {
    const { hub, elapsed } = this.#options;
    const nowMs = elapsed();
    const actedMs = hub.account(account)?.actedMs ?? -Infinity;
    if (nowMs - actedMs < ACTIVE_MS) return false;
    const bucket = this.#buckets.get(session) ?? new TokenBucket(RATE, nowMs);
    this.#buckets.set(session, bucket);
    return bucket.tryTake(nowMs) === 0;
  }

  /** One that cannot be pushed is left out: the browser fetches it when it is opened. */
  async #push(target: PushTarget): Promise<void> {
    const { journal, now, onFailure, send } = this.#options;
    const { session, endpoint } = target;
    const url = endpointOf(endpoint);
    if (url === undefined) return;
    try {
      this.#vapid ??= this.#open();
      const vapid = await this.#vapid;
      const status = await send({
        endpoint: url,
        headers: {
          Authorization: await vapid.authorization(url.origin, now()),
          TTL: String(TIME_TO_LIVE),
          Urgency: target.isMention || target.room === undefined ? "high" : "normal",
          Topic: await topicOf(target),
          "Content-Encoding": "aes128gcm",
          "Content-Type": "application/octet-stream",
        },
        body: await encryptPush(encoder.encode(JSON.stringify(payloadOf(target))), target),
      });
      if (GONE.includes(status)) await this.#forget(target);
      else if (status >= 400) onFailure(`The push service ${url.host} answers ${status}`);
    } catch (error) {
      // Nobody can be told there, and nobody will be.
      if (error instanceof PushAddressError || error instanceof DOMException) {
        await this.#forget({ session, endpoint });
      }
      onFailure(`Cannot push to ${url.host}: ${error instanceof Error ? error.message : error}`);
    }
  }

  async #forget({ session, endpoint }: Pick<PushTarget, "session" | "endpoint">): Promise<void> {
    const ending = { actor: SERVER, session, endpoint };
    // The next message tries again.
    await this.#options.journal.append("unsubscribe_push", ending).catch(() => {});
  }

  async #open(): Promise<Vapid> {
    return await Vapid.of(await pushKeys(this.#options.journal), this.#options.subject);
  }
}

/** The keys of the server, which it draws when they are asked for first. */
export async function pushKeys(journal: Pick<Journal, "append" | "query">) {
  return await journal.query("push_keys", {}) ??
    await journal.append("offer_push_keys", { actor: SERVER, ...await makePushKeys() });
}

/** What a browser is told; where it wants no text, it fetches that when somebody looks. */
function payloadOf({ message, timeMs, room, from, content, isMention, hidesText }: PushTarget) {
  const text = [...loggedText(content)].slice(0, MAX_TEXT_LENGTH).join("");
  return {
    id: message,
    ...(room === undefined ? { with: from } : { room }),
    from,
    time: isoTime(timeMs),
    ...(isMention ? { mention: true } : {}),
    ...(hidesText ? {} : { text }),
  };
}

/** A service that has not delivered what came before about the same conversation keeps the latest alone. */
async function topicOf({ session, room, from }: PushTarget): Promise<string> {
  const name = encoder.encode(`${session} ${room === undefined ? `@${from}` : `#${room}`}`);
  return base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", name))).slice(0, 32);
}
