/** Reads what one client says, message by message, has it answered in order, and bounds what is rubbish. */
import { ChatError } from "../../protocol/errors.ts";
import { TOO_LONG } from "../../protocol/framing.ts";
import type { Ref, Request } from "../../protocol/requests.ts";
import type { Dispatcher } from "../commands/dispatcher.ts";
import type { Services } from "../commands/services.ts";
import type { Connection } from "../live/connection.ts";
import type { MessageSource } from "./message_source.ts";
import { type Outcome, RequestPipeline } from "./request_pipeline.ts";

/** Messages in a row that are no requests, after which a connection is closed. */
const MAX_RUBBISH_MESSAGES = 50;

/** Bytes of one message that are skipped before the connection is closed. */
const MAX_SKIPPED_BYTES = 4 * 1_024 * 1_024;

/** What a message asks for, or a part of it. */
export type Meaning =
  /** Something that a command does. */
  | { request: Request }
  /** Something that the door does itself, when everything before it has been answered. */
  | { own: () => void | Promise<void> }
  /** Nothing that can be understood. */
  | { error: ChatError; ref?: Ref | undefined };

/** How one protocol is understood and answered; one of these for each connection. */
export interface Language {
  /** What a message asks for, in order; nothing at all costs nothing and is not answered. */
  decode(message: Uint8Array): readonly Meaning[];
  /** Called once for each request, in the order in which they came. */
  respond(outcome: Outcome): void;
  /** Says that a message could not be understood. */
  refuse(error: ChatError, ref: Ref | undefined): void;
}

/** What a conversation needs. */
export interface ConversationOptions {
  connection: Connection;
  source: MessageSource;
  language: Language;
  dispatcher: Dispatcher;
  /** The clock that only goes forward. */
  now: Services["elapsed"];
  delay: Services["delay"];
}

/**
 * Talks until one side ends it: reads no further while a request must finish first, is over the rate,
 * or its answers are not taken. A client that has closed its side only still gets what it asked for.
 * Rejects when the connection breaks.
 */
export async function converse(options: ConversationOptions): Promise<void> {
  const { connection, source, now } = options;
  const attention = new Attention(options);
  for (let hasEnded = false; !hasEnded && !connection.isClosing;) {
    connection.isRead = true;
    const bytes = await source.read();
    connection.isRead = false;
    connection.heard(now(), bytes ?? 0);
    while (!connection.isClosing) {
      const message = source.next();
      if (message === undefined) break;
      const pending = attention.take(message);
      if (pending === undefined) continue;
      await pending;
      connection.heard(now(), 0);
    }
    if (source.skippedBytes > MAX_SKIPPED_BYTES) connection.close("rubbish");
    hasEnded = bytes === null;
  }
  await attention.settled();
  await connection.closed();
}

/** What is made of the messages of one client. */
class Attention {
  readonly #connection: Connection;
  readonly #language: Language;
  readonly #pipeline: RequestPipeline;
  #rubbishMessages = 0;

  constructor({ connection, language, dispatcher, delay }: ConversationOptions) {
    this.#connection = connection;
    this.#language = language;
    this.#pipeline = new RequestPipeline({
      connection,
      dispatcher,
      delay,
      respond: (outcome) => language.respond(outcome),
    });
  }

  /** Takes a message; a returned promise means to read no further until it resolves. */
  take(message: Uint8Array | typeof TOO_LONG): Promise<void> | undefined {
    if (message === TOO_LONG) return this.#refuse(new ChatError("line_too_long"), undefined);
    const meanings = this.#language.decode(message);
    const [only] = meanings;
    if (only === undefined) return undefined;
    return meanings.length === 1 ? this.#act(only) : this.#actOnAll(meanings);
  }

  /** Resolves when every request has been answered. */
  settled(): Promise<void> {
    return this.#pipeline.settled();
  }

  async #actOnAll(meanings: readonly Meaning[]): Promise<void> {
    for (const meaning of meanings) {
      if (this.#connection.isClosing) return;
      await this.#act(meaning);
    }
  }

  #act(meaning: Meaning): Promise<void> | undefined {
    if ("error" in meaning) return this.#refuse(meaning.error, meaning.ref);
    this.#rubbishMessages = 0;
    if ("own" in meaning) return this.#doOwn(meaning.own);
    return this.#pipeline.submit(meaning.request);
  }

  async #doOwn(own: () => void | Promise<void>): Promise<void> {
    await this.#pipeline.turnOfOther();
    if (this.#connection.isClosing) return;
    await own();
    await this.#connection.outbox.roomToAnswer();
  }

  async #refuse(error: ChatError, ref: Ref | undefined): Promise<void> {
    await this.#pipeline.turnOfOther();
    this.#language.refuse(error, ref);
    this.#rubbishMessages += 1;
    if (this.#rubbishMessages >= MAX_RUBBISH_MESSAGES) this.#connection.close("rubbish");
    await this.#connection.outbox.roomToAnswer();
  }
}
