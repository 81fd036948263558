/** Fetches the messages that others reply to, where they were not shown. */
import { ChatError } from "../../protocol/errors.ts";
import type { Message } from "../../protocol/records.ts";
import { type Clock, within } from "../base/clock.ts";
import { ConnectionLost } from "../base/failure.ts";
import type { Link } from "../link/link.ts";
import { messagesIn } from "../net/incoming.ts";
import { placeOf } from "../wording/place.ts";
import type { QuoteSource } from "./knowledge.ts";

/** A reply is shown without its quote rather than later than this. */
const LIMIT_MS = 1_000;
/** So many are looked for among new messages in this time; the rest is shown without. */
const MAX_LOOKUPS = 10;
const LOOKUPS_INTERVAL_MS = 10_000;
/** So many are looked for when messages of the past are shown. */
const MAX_PAST_LOOKUPS = 5;

type Requester = Pick<Link, "request">;

/** What quotes are looked up with. */
export interface QuotesOptions {
  link: Requester;
  conversation: QuoteSource;
  clock: Clock;
}

/** Looks for what new messages reply to: one request each, and not too many of them. */
export class Quotes {
  readonly #options: QuotesOptions;
  /** When the last ones were made, and those that have no answer yet, by what they look for. */
  #lookupsMs: number[] = [];
  readonly #pending = new Map<number, Promise<void>>();

  constructor(options: QuotesOptions) {
    this.#options = options;
  }

  /** What has to be waited for before `message` is shown; `undefined` when nothing has. */
  before(message: Message): Promise<void> | undefined {
    const { clock, conversation } = this.#options;
    const { reply_to: id } = message;
    if (id === undefined || !conversation.lacksQuote(message)) return undefined;
    const pending = this.#pending.get(id);
    if (pending !== undefined) return pending;
    const nowMs = clock.nowMs();
    this.#lookupsMs = this.#lookupsMs.filter((atMs) => atMs > nowMs - LOOKUPS_INTERVAL_MS);
    if (this.#lookupsMs.length >= MAX_LOOKUPS) return undefined;
    this.#lookupsMs.push(nowMs);
    const lookup = this.#lookUp(message, id);
    this.#pending.set(id, lookup);
    return lookup;
  }

  async #lookUp(message: Message, id: number): Promise<void> {
    const { clock, conversation, link } = this.#options;
    await within(clock, LIMIT_MS, fetchQuote(link, conversation, message));
    this.#pending.delete(id);
  }
}

/** Fetches what messages of the past reply to, the newest first and not too many. */
export async function fetchQuotes(
  link: Requester,
  conversation: QuoteSource,
  messages: readonly Message[],
): Promise<void> {
  const ids = new Set(messages.map(({ id }) => id));
  const lacking = messages.filter((message) =>
    conversation.lacksQuote(message) && !ids.has(message.reply_to ?? 0)
  );
  const wanted = lacking.slice(-MAX_PAST_LOOKUPS);
  await Promise.all(wanted.map((message) => fetchQuote(link, conversation, message)));
}

async function fetchQuote(
  link: Requester,
  conversation: QuoteSource,
  message: Message,
): Promise<void> {
  const { reply_to: id } = message;
  if (id === undefined || !conversation.lacksQuote(message)) return;
  try {
    const place = placeOf(message, conversation.username);
    const answer = await link.request(
      "history",
      { ...place, around: id, limit: 1 },
      { silent: true },
    );
    const quoted = messagesIn(answer.messages).find((found) => found.id === id);
    if (quoted !== undefined) conversation.canQuote(quoted);
  } catch (error) {
    // It is shown without: the message may be gone, and the connection comes back by itself.
    if (!(error instanceof ChatError) && !(error instanceof ConnectionLost)) throw error;
  }
}
