/** Brings pushes to push services: a bounded number at once, a few tries each. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { Network } from "../access/network.ts";
import type { ReadAnswer } from "../net/outbound/answer_reader.ts";
import { parseEndpoint } from "../net/outbound/endpoint.ts";
import { ForbiddenAddress, type OutboundRequest, postOutbound } from "../net/outbound/post.ts";
import type { PushAddress } from "./endpoint.ts";
import { encryptPush } from "./encrypt.ts";
import type { Vapid } from "./vapid.ts";

/** Most pushes that wait or are on their way; more are left out. */
const MAX_PUSHES = 20_000;

/** Most that are on their way at once, altogether and to one push service. */
const MAX_AT_ONCE = 32;
const MAX_AT_ONCE_PER_SERVICE = 8;

/** How long a push service keeps what it cannot deliver, in seconds. */
const TIME_TO_LIVE_S = 24 * 60 * 60;

/** After how long a push is tried again, in milliseconds; and the most that a service may ask for. */
const PAUSES_MS = [30_000, 5 * 60_000];
const MAX_PAUSE_MS = 60 * 60_000;

/** Lengths say little: up to the next multiple of so many bytes. */
const PADDED_TO_BYTES = 512;

/** Refusals in a row after which a browser is given up. */
const MAX_REFUSALS = 5;

/** Failures in a row, over so many milliseconds, after which it is given up as well. */
const MAX_FAILURES = 20;
const FAILING_MS = 3 * 24 * 60 * 60_000;

/** Most browsers of which failures are remembered. */
const MAX_FAILING = 10_000;

/** What a push service answered. */
type Answer = Pick<ReadAnswer, "status" | "retryAfterS">;

/** One push to one browser. */
export interface PushJob extends PushAddress {
  session: number;
  payload: Uint8Array<ArrayBuffer>;
  urgency: "high" | "normal";
  /** What newer pushes of the same name replace while nobody has taken them: 32 of base64url at most. */
  topic: string;
}

/** What a sender works with. */
export interface PushSenderOptions {
  vapid(): Promise<Vapid>;
  networks: readonly Network[];
  /** Certificates in PEM of authorities to believe. @default those that everybody believes */
  authorities?: readonly string[] | undefined;
  /** Milliseconds of a clock that only goes forward. */
  elapsed(): number;
  /** Waits; rejects when the signal aborts. */
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** A browser is not there any more, or takes nothing. */
  gone(session: number, endpoint: string): void;
  /** Called with what went wrong. */
  onFailure(message: string): void;
}

/** The pushes to one push service. */
interface Service {
  waiting: PushJob[];
  underWay: number;
}

/** Bounded: what comes when as much waits as may is left out, and said. */
export class PushSender {
  readonly #options: PushSenderOptions;
  readonly #closing = new AbortController();
  /** By origin. */
  readonly #services = new Map<string, Service>();
  readonly #failing = new BoundedMap<
    number,
    { endpoint: string; refusals: number; failures: number; sinceMs: number }
  >(MAX_FAILING);
  #pushes = 0;
  #underWay = 0;

  constructor(options: PushSenderOptions) {
    this.#options = options;
  }

  /** Takes a push. */
  send(job: PushJob): void {
    const origin = parseEndpoint(job.endpoint)?.url.origin;
    if (origin === undefined || this.#closing.signal.aborted) return;
    if (this.#pushes >= MAX_PUSHES) {
      this.#options.onFailure("Pushes were left out: too many wait for push services already");
      return;
    }
    this.#pushes += 1;
    this.#queue(origin, job);
  }

  /** Gives up what waits. */
  close(): void {
    this.#closing.abort(new Error("the server stops"));
    this.#services.clear();
  }

  #queue(origin: string, job: PushJob): void {
    let service = this.#services.get(origin);
    if (service === undefined) {
      service = { waiting: [], underWay: 0 };
      this.#services.set(origin, service);
    }
    service.waiting.push(job);
    this.#begin();
  }

  /** Begins as many as may be under way; services take turns. */
  #begin(): void {
    for (const [origin, service] of this.#services) {
      if (this.#underWay >= MAX_AT_ONCE) return;
      if (service.underWay >= MAX_AT_ONCE_PER_SERVICE) continue;
      const job = service.waiting.shift();
      if (job === undefined) {
        if (service.underWay === 0) this.#services.delete(origin);
        continue;
      }
      // Behind the others, which are looked at in this same loop.
      this.#services.delete(origin);
      this.#services.set(origin, service);
      this.#underWay += 1;
      service.underWay += 1;
      void this.#attempts(origin, job, service).finally(() => {
        this.#pushes -= 1;
        this.#begin();
      });
    }
  }

  /** Tries until it is taken, refused, or not worth it any more. A pause is nobody's turn. */
  async #attempts(origin: string, job: PushJob, service: Service): Promise<void> {
    const { delay, onFailure } = this.#options;
    let answer: Answer | undefined;
    try {
      for (let attempt = 0;; attempt++) {
        answer = await this.#attempt(job);
        const mayWork = answer === undefined || answer.status === 429 || answer.status >= 500;
        const pauseMs = PAUSES_MS[attempt];
        if (!mayWork || pauseMs === undefined) break;
        const askedMs = (answer?.retryAfterS ?? 0) * 1_000;
        if (askedMs > MAX_PAUSE_MS) break;
        this.#release(service);
        this.#begin();
        await delay(Math.max(pauseMs, askedMs), this.#closing.signal);
        this.#underWay += 1;
        service.underWay += 1;
      }
      this.#judge(job, answer);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      onFailure(`A push to ${origin} failed: ${String(error)}`);
    }
    this.#release(service);
  }

  #release(service: Service): void {
    this.#underWay -= 1;
    service.underWay -= 1;
  }

  /** Undefined when the service could not be asked. */
  async #attempt(job: PushJob): Promise<Answer | undefined> {
    const { authorities, networks, onFailure } = this.#options;
    const endpoint = parseEndpoint(job.endpoint);
    if (endpoint === undefined) return { status: 400, retryAfterS: undefined };
    const { origin } = endpoint.url;
    try {
      const request: OutboundRequest = {
        endpoint,
        headers: {
          "TTL": String(TIME_TO_LIVE_S),
          "Urgency": job.urgency,
          "Topic": job.topic,
          "Content-Encoding": "aes128gcm",
          "Content-Type": "application/octet-stream",
          "Authorization": await (await this.#options.vapid()).authorization(origin),
        },
        body: await encryptPush(job.payload, {
          ...job,
          salt: crypto.getRandomValues(new Uint8Array(16)),
          padTo: PADDED_TO_BYTES,
        }),
      };
      const { signal } = this.#closing;
      const answer = await postOutbound(request, { networks, authorities, signal });
      if (answer.status >= 300) onFailure(`${origin} refused a push with status ${answer.status}`);
      return answer;
    } catch (error) {
      if (this.#closing.signal.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      onFailure(`A push to ${origin} failed: ${reason}`);
      // It will not get better by itself: a key that is none, a name for a forbidden address.
      const isFinal = error instanceof ForbiddenAddress || error instanceof DOMException &&
          error.name !== "TimeoutError";
      return isFinal ? { status: 400, retryAfterS: undefined } : undefined;
    }
  }

  /** Gives a browser up that is gone, or that has taken nothing for too long. */
  #judge({ endpoint, session }: PushJob, answer: Answer | undefined): void {
    const status = answer?.status;
    if (status !== undefined && status >= 200 && status < 300) {
      this.#failing.delete(session);
      return;
    }
    const nowMs = this.#options.elapsed();
    const known = this.#failing.get(session);
    const failing = known?.endpoint === endpoint
      ? known
      : { endpoint, refusals: 0, failures: 0, sinceMs: nowMs };
    failing.failures += 1;
    if (status !== undefined && status < 500 && status !== 429) failing.refusals += 1;
    this.#failing.set(session, failing);
    const isGone = status === 404 || status === 410;
    const isDead = failing.failures >= MAX_FAILURES && nowMs - failing.sinceMs >= FAILING_MS;
    if (!isGone && !isDead && failing.refusals < MAX_REFUSALS) return;
    this.#failing.delete(session);
    this.#options.gone(session, endpoint);
  }
}
