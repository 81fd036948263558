/** One hook that leads out: brings what is said in its room to the other side, in order, one by one. */
import { contentOf, plainText } from "../../../protocol/content/kinds.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_TEXT_BYTES } from "../../../protocol/limits.ts";
import type { Message } from "../../../protocol/records.ts";
import type { Network } from "../../access/network.ts";
import { TokenBucket } from "../../base/token_bucket.ts";
import { SERVER } from "../../journal/actors.ts";
import type { StorageLimits } from "../../journal/files/storage_limits.ts";
import type { Journal } from "../../journal/journal.ts";
import type { HookOut } from "../../journal/read/hooks.ts";
import type { ReadAnswer } from "../../net/outbound/answer_reader.ts";
import { parseEndpoint } from "../../net/outbound/endpoint.ts";
import { ForbiddenAddress, postOutbound } from "../../net/outbound/post.ts";
import { shortened, storable } from "../in/words.ts";
import { answerIn, payloadOf, signed } from "./payload.ts";
import type { Turns } from "./turns.ts";
import { isWanted } from "./wanted.ts";

/** Messages that a hook may be behind; older ones are left out. */
const MAX_BEHIND = 100;

/** Messages that are read at once. */
const MESSAGES_AT_ONCE = 10;

/** After how long a message is tried again, in milliseconds: three tries within a minute. */
const PAUSES_MS = [10_000, 45_000];

/** Most bytes of an answer that are read. */
const MAX_ANSWER_BYTES = 65_536;

/** After so long it goes on where the journal could not be asked, or could not take something. */
export const AGAIN_MS = 30_000;

/** What a line works with. */
export interface LineOptions {
  journal: Pick<Journal, "append" | "query">;
  storageLimits(): StorageLimits;
  networks: readonly Network[];
  /** Certificates in PEM of authorities to believe. @default those that everybody believes */
  authorities?: readonly string[] | undefined;
  /** Turns of those that work, and of those that have failed last. */
  turns: Turns;
  failingTurns: Turns;
  signal: AbortSignal;
  now(): number;
  elapsed(): number;
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
  onFailure(message: string): void;
}

/** Holds one message in memory at a time: what waits stands in the journal. */
export class HookLine {
  readonly hook: HookOut;
  readonly #options: LineOptions;
  readonly #bucket: TokenBucket;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  #sentId: number;
  #isFailing = false;
  #isWorking = false;
  #isWanted = false;

  constructor(hook: HookOut, options: LineOptions) {
    this.hook = hook;
    this.#options = options;
    this.#sentId = hook.sentId;
    const size = { burst: hook.perMinute, perSecond: hook.perMinute / 60 };
    this.#bucket = new TokenBucket(size, options.elapsed());
    this.#signal = AbortSignal.any([options.signal, this.#ended.signal]);
  }

  /** Says that something was said in its room. */
  wake(): void {
    this.#isWanted = true;
    if (this.#isWorking || this.#signal.aborted) return;
    this.#isWorking = true;
    this.#work().catch((error: unknown) => {
      if (this.#signal.aborted || isGone(error)) return;
      this.#options.onFailure(`The hook ${this.hook.name} has stopped for now: ${String(error)}`);
      // What waits is brought out also where nobody says anything more.
      return this.#options.delay(AGAIN_MS, this.#signal).then(() => void (this.#isWanted = true))
        .catch(() => {}); // it is closed
    }).finally(() => {
      this.#isWorking = false;
      // Something was said while it was ending.
      if (this.#isWanted) this.wake();
    });
  }

  /** Gives up what is under way. */
  close(): void {
    this.#ended.abort(new Error("the hook is gone"));
  }

  async #work(): Promise<void> {
    const { journal } = this.#options;
    const { hook } = this.hook;
    let hasMore = false;
    while (this.#isWanted || hasMore) {
      this.#isWanted = false;
      const asked = { hook, after: this.#sentId, behind: MAX_BEHIND, limit: MESSAGES_AT_ONCE };
      const { messages, upTo, more } = await journal.query("hook_due", asked);
      for (const message of messages) {
        this.#signal.throwIfAborted();
        if (isWanted(plainText(contentOf(message)), this.hook.words)) await this.#bring(message);
      }
      this.#sentId = Math.max(this.#sentId, upTo);
      hasMore = more;
    }
  }

  /** Brings a message out, or gives it up; then that is written down. */
  async #bring(message: Message): Promise<void> {
    const { elapsed, delay, journal } = this.#options;
    const waitMs = this.#bucket.take(elapsed());
    if (waitMs > 0) await delay(waitMs, this.#signal);
    const answer = await this.#tries(message);
    const isTaken = answer !== undefined && answer.status >= 200 && answer.status < 300;
    this.#isFailing = !isTaken;
    // Before it is noted: an answer that is said twice is known by its nonce, a lost one is lost.
    if (isTaken) await this.#sayAnswer(message, answerIn(answer.body));
    const { hook } = this.hook;
    await journal.append("note_hook", { actor: SERVER, hook, upTo: message.id, isTaken });
    this.#sentId = message.id;
  }

  async #tries(message: Message): Promise<ReadAnswer | undefined> {
    const { delay, failingTurns, turns } = this.#options;
    for (let attempt = 0;; attempt++) {
      const isFailing = this.#isFailing || attempt > 0;
      const answer = await (isFailing ? failingTurns : turns).take(() => this.#try(message));
      if (answer === "forbidden") return undefined;
      const mayWork = answer === undefined || [408, 429].includes(answer.status) ||
        answer.status >= 500;
      const pauseMs = PAUSES_MS[attempt];
      if (!mayWork || pauseMs === undefined) return answer;
      await delay(pauseMs, this.#signal);
    }
  }

  async #try(message: Message): Promise<ReadAnswer | "forbidden" | undefined> {
    const { authorities, networks, now, onFailure } = this.#options;
    const { hook, name, secret, url } = this.hook;
    const endpoint = parseEndpoint(url);
    if (endpoint === undefined) return "forbidden";
    this.#signal.throwIfAborted();
    const body = payloadOf(message, name);
    const delivery = `${hook}-${message.id}`;
    try {
      const answer = await postOutbound({
        endpoint,
        ...signed(body, { secret, delivery, nowMs: now() }),
      }, { networks, authorities, signal: this.#signal, maxBodyBytes: MAX_ANSWER_BYTES });
      if (answer.status >= 300) {
        onFailure(`The hook ${name} was answered with status ${answer.status} by ${endpoint.host}`);
      }
      return answer;
    } catch (error) {
      if (this.#signal.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      onFailure(`The hook ${name} failed: ${reason}`);
      // It will not get better by itself.
      return error instanceof ForbiddenAddress ? "forbidden" : undefined;
    }
  }

  async #sayAnswer(message: Message, text: string | undefined): Promise<void> {
    if (text === undefined) return;
    const { journal, onFailure, storageLimits } = this.#options;
    const limits = storageLimits();
    try {
      await journal.append("say_hook", {
        actor: SERVER,
        hook: this.hook.hook,
        text: shortened(storable(text), limits.textBytes ?? MAX_TEXT_BYTES),
        group: undefined,
        replyTo: message.id,
        nonce: `answer ${message.id}`,
        limits,
      });
    } catch (error) {
      if (!(error instanceof ChatError) || isGone(error)) throw error;
      onFailure(`What was answered to the hook ${this.hook.name} was refused: ${error.message}`);
    }
  }
}

/** It was revoked while it worked. */
function isGone(error: unknown): boolean {
  return error instanceof ChatError && error.code === "no_such_hook";
}
