/** The client for scripts: each input line is sent or is a command, whatever comes is printed. */
import type { AnswerFields } from "../../protocol/answers.ts";
import { LineSplitter, TOO_LONG } from "../../protocol/framing.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import type { Action, Fields } from "../../protocol/requests.ts";
import type { Clock } from "../base/clock.ts";
import { ClientFailure, ConnectionLost, EXIT, type ExitCode } from "../base/failure.ts";
import {
  type CommandContext,
  type CommandRequestOptions,
  contextOn,
  type Goodbye,
} from "../commands/parts/context.ts";
import { Mistake } from "../commands/parts/mistake.ts";
import { parseIntent } from "../commands/intent.ts";
import { Speaker, type Told, TooLong } from "../commands/speaker.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { View } from "../conversation/view.ts";
import type { LocalFiles } from "../files/local_files.ts";
import { isOver } from "../transfer/transfer.ts";
import type { Link } from "../link/link.ts";
import { everythingBack } from "../link/link_waits.ts";
import { isRepeatable } from "../link/repeatable.ts";
import { loadEmoji } from "../text/load_emoji.ts";
import { describe } from "../wording/describe.ts";

/** So many lines may be without an answer before the next one is read. */
const WINDOW_LINES = 64;
/** So long nothing needs to happen before it is looked again whether there is room. */
const LOOK_INTERVAL_MS = 60_000;

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
  /** Sends and fetches files; missing where a script logs in by itself. */
  files?: LocalFiles | undefined;
  /** Prints a line as it is. */
  print?: (line: string) => void;
  /** The session was made for this run, and ends with it. @default false */
  endsSession?: boolean;
  /** The script has logged out. */
  loggedOut?: () => Promise<void>;
  /** Done before the first line. Throws {Mistake} when it cannot be. */
  before?: () => Promise<unknown>;
}

/** Reads the input to its end and waits until everything was acknowledged; returns the exit code. */
export async function runLineClient(options: LineClientOptions): Promise<ExitCode> {
  return await new LineClient(options).run();
}

class LineClient {
  readonly #options: LineClientOptions;
  readonly #link: Link;
  readonly #context: CommandContext;
  readonly #speaker: Speaker;
  #lineNumber = 0;
  #hasFailed = false;
  #goodbye: Goodbye | undefined;

  constructor(options: LineClientOptions) {
    const { conversation, link, maxTextBytes, notify, view } = options;
    this.#options = options;
    this.#link = link;
    this.#speaker = new Speaker({ link, loadEmoji, echoed: () => this.#drain() });
    this.#speaker.maxTextBytes = maxTextBytes;
    this.#context = {
      ...contextOn(link, loadEmoji),
      conversation,
      view,
      terminal: undefined,
      files: options.files,
      print: options.print,
      request: (action, fields, requestOptions) => this.#request(action, fields, requestOptions),
      say: (message) => this.#speaker.sayNow(message, this.#told()),
      help: (lines) => lines.forEach(notify),
      goTo: (place) => {
        conversation.goTo(place);
        return Promise.resolve();
      },
      past: (messages) => conversation.past(messages),
      leave: (goodbye) => this.#goodbye = goodbye,
    };
  }

  async run(): Promise<ExitCode> {
    const linkEnded = this.#link.ended.then((): "ended" => "ended");
    const isStopped = this.#options.stopped.then((): Goodbye => "exit");
    await this.#before();
    const goodbye = await Promise.race([this.#readAll(), linkEnded, isStopped]);
    if (goodbye !== "ended") {
      await Promise.race([this.#options.files?.settled(), linkEnded]);
      await this.#drain();
      const { endsSession = false, loggedOut } = this.#options;
      if (goodbye === "logout") await loggedOut?.();
      await this.#link.leave(endsSession ? "logout" : goodbye);
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
    const hasFailed = this.#options.files?.transfers.all.some((transfer) => !isOver(transfer)) ??
      false;
    return this.#hasFailed || hasFailed ? EXIT.error : EXIT.fine;
  }

  async #before(): Promise<void> {
    try {
      await this.#options.before?.();
    } catch (error) {
      this.#hasFailed = true;
      this.#options.notify(describe(error, true));
    }
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
      await this.#link.nextChange(LOOK_INTERVAL_MS);
    }
    if (this.#options.isJson && text.startsWith("{")) {
      this.#link.sendLine(text);
      return;
    }
    try {
      await this.#enter(text);
    } catch (error) {
      this.#refuse(describe(error, true));
    }
  }

  async #enter(text: string): Promise<void> {
    const entered = this.#speaker.enter(parseIntent(text), {
      context: this.#context,
      told: this.#told(),
    });
    if (entered.kind === "leaves") {
      this.#goodbye = entered.goodbye;
      return;
    }
    await entered.done;
    // The lines after a command may speak of what it has done.
    if (entered.isCommand) await this.#drain();
  }

  /** Hears what became of the line that is read at the moment. */
  #told(): Told {
    const lineNumber = this.#lineNumber;
    return { failed: (error) => this.#refuse(reasonFor(error), lineNumber) };
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
    await everythingBack(this.#link, this.#options.clock);
    await this.#options.shown();
  }

  #refuse(reason: string, lineNumber = this.#lineNumber): void {
    this.#hasFailed = true;
    this.#options.notify(`Line ${lineNumber} of the input was not sent: ${reason}`);
  }
}

function reasonFor(error: unknown): string {
  return error instanceof TooLong ? `${error.message}; split it` : describe(error, true);
}
