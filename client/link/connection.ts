/** One connection to a server: finds the answer to each request and notices when nobody is there. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { HelloEvent, ServerEvent } from "../../protocol/events.ts";
import { LineSplitter, TOO_LONG } from "../../protocol/framing.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Action, Fields } from "../../protocol/requests.ts";
import { type Clock, within } from "../base/clock.ts";
import { ConnectionLost, reasonOf } from "../base/failure.ts";
import { decodeIncoming, type IncomingAnswer } from "../net/incoming.ts";
import { NotUnderstood } from "../net/not_understood.ts";
import { refusalOf } from "../net/refusal.ts";
import { ANSWER_SHAPES } from "../net/shapes/answers.ts";
import type { Transport } from "../net/transport.ts";
import { failureFor } from "./last_word.ts";
import { SilenceWatch } from "./silence_watch.ts";

/** Longest line that is accepted from a server; newer ones may send more than version 1 says. */
const MAX_INCOMING_LINE_BYTES = 1_048_576;
const HELLO_LIMIT_MS = 10_000;
/** So many requests wait for their answers; a server that leaves more of them open does not serve. */
const MAX_UNANSWERED = 10_000;

/** What a connection tells its owner, in the order in which it arrives. */
export interface ConnectionObserver {
  /** Any event but `hello` and `ping`, with the line as it came. */
  event(event: ServerEvent, line: string): void;
  /** A line that is neither a known event nor the answer to a request made here. */
  stranger(answer: IncomingAnswer | undefined, line: string): void;
  /** The line of an answer to a request that was not made silently. */
  answer(line: string): void;
  /** Everything that came in one piece has been told; reading goes on when this resolves. */
  settled(): Promise<void>;
}

/** What a connection is made of. */
export interface ConnectionOptions {
  transport: Transport;
  clock: Clock;
  observer: ConnectionObserver;
  /** Begins every `ref` of this client, so that nobody else's are taken for its own. */
  refPrefix: string;
}

/** How a request is made. */
export interface RequestOptions {
  /** Keeps the answer from the observer. @default false */
  silent?: boolean;
}

interface Pending {
  silent: boolean;
  resolve: (fields: Record<string, unknown>) => void;
  reject: (error: Error) => void;
}

/** The other side does not speak this protocol. */
export class NotChat extends Error {
  override readonly name = "NotChat";
  /** Whether what it sent looks like TLS. */
  readonly looksLikeTls: boolean;

  constructor(message: string, looksLikeTls: boolean) {
    super(message);
    this.looksLikeTls = looksLikeTls;
  }
}

/** An open connection; it ends once and is not used again. */
export class Connection {
  readonly #transport: Transport;
  readonly #observer: ConnectionObserver;
  readonly #refPrefix: string;
  readonly #pending = new Map<string, Pending>();
  readonly #hello = Promise.withResolvers<HelloEvent>();
  readonly #ended = Promise.withResolvers<string>();
  #helloLine = "";
  #requests = 0;
  #isOpen = true;
  #farewell: string | undefined;
  readonly #silence: SilenceWatch;

  private constructor(options: ConnectionOptions) {
    this.#transport = options.transport;
    this.#observer = options.observer;
    this.#refPrefix = options.refPrefix;
    this.#silence = new SilenceWatch({
      clock: options.clock,
      ask: () => this.request("ping", {}, { silent: true }).catch(() => {}), // `ended` tells it
      giveUp: (seconds) => this.close(`the server has been silent for ${seconds} seconds`),
    });
  }

  /**
   * Waits for the server's `hello`.
   *
   * @throws {NotChat} when something else comes, or nothing.
   */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const connection = new Connection(options);
    connection.#hello.promise.catch(() => {}); // it may fail before anybody waits for it
    // A server that expects TLS says nothing to a plain client until it hears something.
    connection.request("ping", {}, { silent: true }).catch(() => {});
    void connection.#read();
    const hello = await within(options.clock, HELLO_LIMIT_MS, connection.#hello.promise)
      .catch((error) => {
        connection.close("no hello");
        throw error;
      });
    if (hello === undefined) {
      connection.close("no hello");
      throw new NotChat("it said nothing for 10 seconds", false);
    }
    return connection;
  }

  /** The server's first line. */
  get hello(): Promise<HelloEvent> {
    return this.#hello.promise;
  }

  /** The server's first line as it came. */
  get helloLine(): string {
    return this.#helloLine;
  }

  /** Whether it can still be used. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Resolves with a reason for people when the connection has ended, however it did. */
  get ended(): Promise<string> {
    return this.#ended.promise;
  }

  /**
   * Sends a request and returns the fields of its answer.
   *
   * @throws {ChatError} when the server refuses, {NotUnderstood} when it answers something else than
   * the protocol says; {ConnectionLost} when it ends before the answer.
   */
  async request<A extends Action>(
    action: A,
    fields: Partial<Fields<A>> & { nonce?: string },
    options: RequestOptions = {},
  ): Promise<AnswerFields[A]> {
    if (!this.#isOpen) throw new ConnectionLost("The connection is closed");
    if (this.#pending.size >= MAX_UNANSWERED) this.close("the server does not answer");
    if (!this.#isOpen) throw new ConnectionLost("The server does not answer");
    const ref = `${this.#refPrefix}${++this.#requests}`;
    const answer = Promise.withResolvers<Record<string, unknown>>();
    const { resolve, reject } = answer;
    this.#pending.set(ref, { silent: options.silent ?? false, resolve, reject });
    this.#transport.send(`${JSON.stringify({ action, ref, ...fields })}\n`);
    const understood = ANSWER_SHAPES[action].read(await answer.promise);
    if (understood === undefined) throw new NotUnderstood(action);
    return understood;
  }

  /** Sends one line as it is. */
  sendLine(line: string): void {
    if (this.#isOpen) this.#transport.send(`${line}\n`);
  }

  /** Resolves when what was sent has left the program. */
  flushed(): Promise<void> {
    return this.#transport.flushed();
  }

  /** Ends it; requests without an answer fail with {@linkcode ConnectionLost}. */
  close(reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#silence.stop();
    this.#transport.close();
    this.#ended.resolve(reason);
    this.#hello.reject(new NotChat(`it closed the connection (${reason})`, false));
    for (const { reject } of this.#pending.values()) reject(new ConnectionLost(reason));
    this.#pending.clear();
  }

  async #read(): Promise<void> {
    const lines = new LineSplitter(MAX_INCOMING_LINE_BYTES);
    const decoder = new TextDecoder();
    let reason = "the server closed the connection";
    try {
      for await (const chunk of this.#transport.chunks) {
        this.#silence.heard();
        if (this.#helloLine === "" && (chunk[0] === 0x15 || chunk[0] === 0x16)) {
          this.#hello.reject(new NotChat("it speaks TLS", true));
          break;
        }
        lines.push(chunk);
        for (let line = lines.next(); line !== undefined; line = lines.next()) {
          if (line !== TOO_LONG) this.#take(decoder.decode(line));
        }
        await this.#observer.settled();
        if (!this.#isOpen) break;
        this.#silence.waiting();
      }
    } catch (error) {
      reason = reasonOf(error);
    }
    this.close(this.#farewell ?? reason);
  }

  #take(line: string): void {
    const incoming = decodeIncoming(line);
    if (this.#helloLine === "") {
      if (incoming?.kind === "event" && incoming.event.event === "hello") {
        this.#helloLine = line;
        this.#hello.resolve(incoming.event);
      } else if (incoming?.kind === "event" && incoming.event.event === "closing") {
        const failure = failureFor(incoming.event);
        if (failure !== undefined) this.#hello.reject(failure);
        this.close(printable(incoming.event.message));
      } else {
        const begin = printable(line.slice(0, 60));
        this.#hello.reject(new NotChat(`it began with "${begin}"`, false));
        this.close("this is no chat server");
      }
    } else if (incoming === undefined || incoming.kind === "other") {
      this.#observer.stranger(undefined, line);
    } else if (incoming.kind === "answer") {
      this.#takeAnswer(incoming);
    } else if (incoming.event.event === "ping") {
      this.request("ping", {}, { silent: true }).catch(() => {}); // `ended` tells what happened
    } else {
      if (incoming.event.event === "closing") this.#farewell = printable(incoming.event.message);
      this.#observer.event(incoming.event, line);
    }
  }

  #takeAnswer(answer: IncomingAnswer): void {
    const pending = typeof answer.ref === "string" ? this.#pending.get(answer.ref) : undefined;
    if (typeof answer.ref !== "string" || pending === undefined) {
      this.#observer.stranger(answer, answer.line);
      return;
    }
    this.#pending.delete(answer.ref);
    if (!pending.silent) this.#observer.answer(answer.line);
    if (answer.ok) pending.resolve(answer.fields);
    else pending.reject(refusalOf(answer.fields));
  }
}
