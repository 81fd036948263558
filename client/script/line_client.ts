/** The client for scripts: each input line is sent or is a command, whatever comes is printed. */
import type { AnswerFields } from "../../protocol/answers.ts";
import { LineSplitter, TOO_LONG } from "../../protocol/framing.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import type { Action, Fields } from "../../protocol/requests.ts";
import type { Clock } from "../base/clock.ts";
import { describe } from "../base/describe.ts";
import { ClientFailure, ConnectionLost, EXIT, type ExitCode } from "../base/failure.ts";
import { addressOf } from "../base/place.ts";
import { parseIntent } from "../commands/intent.ts";
import {
  type CommandContext,
  type CommandRequestOptions,
  emptyMemory,
  type Goodbye,
} from "../commands/parts/context.ts";
import { Mistake } from "../commands/parts/mistake.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { View } from "../conversation/view.ts";
import type { Link } from "../link/link.ts";
import { isRepeatable } from "../link/repeatable.ts";
import type { Outgoing } from "../link/unacknowledged.ts";
import { withEmoji } from "../text/emoji.ts";

/** So many lines may be without an answer before the next one is read. */
const WINDOW_LINES = 64;
/** So long may the last answers take when there is no more input. */
const DRAIN_LIMIT_MS = 60_000;
/** So long may the own messages take to come back as events once they are stored. */
const ECHO_LIMIT_MS = 2_000;

/** What a line client works with. */
export interface LineClientOptions {
  link: Link;
  conversation: Conversation;
  view: View;
  /** Pieces of the input, as they come. */
  input: AsyncIterable<Uint8Array>;
  /** Resolves when no more of the input is wanted; what was read of it is sent all the same. */
  stopped: Promise<void>;
  /** Resolves when everything that has come is shown. */
  shown: () => Promise<void>;
  notify: (line: string) => void;
  clock: Clock;
  /** Lines that begin with `{` go out as they are. */
  isJson: boolean;
  /** Longest text of a message, in bytes. */
  maxTextBytes: number;
}

/** Reads the input to its end and waits until everything was acknowledged; returns the exit code. */
export async function runLineClient(options: LineClientOptions): Promise<ExitCode> {
  return await new LineClient(options).run();
}

class LineClient {
  readonly #options: LineClientOptions;
  readonly #link: Link;
  readonly #context: CommandContext;
  #lineNumber = 0;
  #hasFailed = false;
  #goodbye: Goodbye | undefined;

  constructor(options: LineClientOptions) {
    const { conversation, link, notify, view } = options;
    this.#options = options;
    this.#link = link;
    this.#context = {
      conversation,
      view,
      memory: emptyMemory(),
      terminal: undefined,
      request: (action, fields, requestOptions) => this.#request(action, fields, requestOptions),
      say: (message) => this.#say(message),
      help: (lines) => lines.forEach(notify),
      leave: (goodbye) => this.#goodbye = goodbye,
      passwordChanged: (password) => link.passwordChanged(password),
    };
  }

  async run(): Promise<ExitCode> {
    const isOver = this.#link.ended.then((): "ended" => "ended");
    const isStopped = this.#options.stopped.then((): Goodbye => "exit");
    const goodbye = await Promise.race([this.#readAll(), isOver, isStopped]);
    if (goodbye !== "ended") {
      await this.#drain();
      await this.#link.leave(goodbye);
    }
    const failure = await this.#link.ended;
    const missing = this.#link.unacknowledged;
    if (missing > 0) {
      const what = `${missing} ${missing === 1 ? "message was" : "messages were"} not acknowledged`;
      throw new ClientFailure(
        failure?.exitCode ?? EXIT.error,
        failure === undefined ? `${what} by the server` : `${failure.message}; ${what}`,
      );
    }
    if (failure !== undefined) throw failure;
    return this.#hasFailed ? EXIT.error : EXIT.fine;
  }

  /** Takes line after line; returns how to leave. */
  async #readAll(): Promise<Goodbye> {
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    for await (const chunk of this.#options.input) {
      splitter.push(chunk);
      for (let line = splitter.next(); line !== undefined; line = splitter.next()) {
        await this.#take(line);
        if (this.#goodbye !== undefined) return this.#goodbye;
      }
    }
    const last = splitter.end();
    if (last !== undefined) await this.#take(last);
    return this.#goodbye ?? "exit";
  }

  async #take(line: Uint8Array | typeof TOO_LONG): Promise<void> {
    this.#lineNumber++;
    if (line === TOO_LONG) {
      return this.#refuse(`it is longer than ${MAX_LINE_BYTES} bytes; split it`);
    }
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(line);
    } catch {
      return this.#refuse("it is not UTF-8; convert the input, for example with iconv");
    }
    while (this.#link.unacknowledged >= WINDOW_LINES && this.#link.state !== "ended") {
      await this.#link.nextChange(DRAIN_LIMIT_MS);
    }
    if (this.#options.isJson && text.startsWith("{")) {
      this.#link.sendLine(text);
      return;
    }
    try {
      await this.#perform(text);
    } catch (error) {
      this.#refuse(describe(error, true));
    }
  }

  async #perform(text: string): Promise<void> {
    const intent = parseIntent(text);
    switch (intent.kind) {
      case "nothing":
        return;
      case "say":
        return await this.#say({
          ...addressOf(this.#options.conversation.place),
          text: intent.text,
        });
      case "private":
        return await this.#say({ to: intent.to, text: intent.text });
      case "command": {
        const run = intent.command.code(intent.args);
        // A command may speak of what the lines before it have said.
        if (intent.command.leaves === undefined) await this.#drain();
        await run(this.#context);
        // And the lines after it may speak of what it has done.
        await this.#drain();
        return;
      }
      default:
        intent satisfies never;
    }
  }

  async #say(message: Outgoing): Promise<void> {
    const { maxTextBytes } = this.#options;
    const lineNumber = this.#lineNumber;
    const text = await withEmoji(message.text);
    if (new TextEncoder().encode(text).length > maxTextBytes) {
      this.#refuse(`a message has at most ${maxTextBytes} bytes; split it`, lineNumber);
      return;
    }
    this.#link.say({ ...message, text })
      .catch((error) => this.#refuse(describe(error, true), lineNumber));
  }

  /** Makes a request when there is a connection; again when that breaks and nothing can go wrong. */
  async #request<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
    options: CommandRequestOptions = {},
  ): Promise<AnswerFields[A]> {
    for (;;) {
      await this.#link.whenLive();
      try {
        return await this.#link.request(action, fields, options);
      } catch (error) {
        if (!(error instanceof ConnectionLost) || this.#link.state === "ended") throw error;
        if (isRepeatable(action)) continue;
        throw new Mistake("the connection broke before it was answered; see whether it was done", {
          cause: error,
        });
      }
    }
  }

  /** Waits for the answers, as long as they keep coming, and for the own messages' events. */
  async #drain(): Promise<void> {
    const { clock } = this.#options;
    let missing = Infinity;
    let deadlineMs = 0;
    while (this.#link.unacknowledged > 0 && this.#link.state !== "ended") {
      if (this.#link.unacknowledged < missing) deadlineMs = clock.nowMs() + DRAIN_LIMIT_MS;
      missing = this.#link.unacknowledged;
      const leftMs = deadlineMs - clock.nowMs();
      if (leftMs <= 0) return;
      await this.#link.nextChange(leftMs);
    }
    const echoDeadlineMs = clock.nowMs() + ECHO_LIMIT_MS;
    while (!this.#link.isComplete && this.#link.state === "live") {
      const leftMs = echoDeadlineMs - clock.nowMs();
      if (leftMs <= 0) break;
      await this.#link.nextChange(leftMs);
    }
    await this.#options.shown();
  }

  #refuse(reason: string, lineNumber = this.#lineNumber): void {
    this.#hasFailed = true;
    this.#options.notify(`Line ${lineNumber} of the input was not sent: ${reason}`);
  }
}
