/** The client for scripts: each input line is sent or is a command, whatever comes is printed. */
import { ChatError } from "../protocol/errors.ts";
import type { Message } from "../protocol/events.ts";
import { LineSplitter, TOO_LONG } from "../protocol/framing.ts";
import { MAX_LINE_BYTES } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";
import { helpLines } from "./commands.ts";
import { ClientFailure, ConnectionLost, EXIT, type ExitCode, reasonOf } from "./failure.ts";
import { type Intent, parseIntent } from "./intent.ts";
import type { Link } from "./link.ts";
import { whoText } from "./message_text.ts";
import type { Output } from "./output.ts";
import { roomHistory } from "./past.ts";
import { statsLines } from "./stats_text.ts";
import type { Outgoing } from "./unacknowledged.ts";

/** So many lines may be without an answer before the next one is read. */
const WINDOW_LINES = 64;
/** So long may the last answers take when there is no more input. */
const DRAIN_LIMIT_MS = 60_000;
/** So long may the own messages take to come back as events once they are stored. */
const ECHO_LIMIT_MS = 2_000;

/** What a line client works with. */
export interface LineClientOptions {
  link: Link;
  /** Pieces of the input, as they come. */
  input: AsyncIterable<Uint8Array>;
  output: Output;
  notify: (line: string) => void;
  clock: Clock;
  /** The room that lines go to. */
  room: string;
  /** Lines that begin with `{` go out as they are, and answers are not printed as text. */
  isJson: boolean;
  /** Longest text of a message, in bytes. */
  maxTextBytes: number;
  /** Shows messages of the past. */
  showMessages: (messages: readonly Message[]) => void;
}

/** Reads the input to its end and waits until everything was acknowledged; returns the exit code. */
export async function runLineClient(options: LineClientOptions): Promise<ExitCode> {
  return await new LineClient(options).run();
}

class LineClient {
  readonly #options: LineClientOptions;
  readonly #link: Link;
  #lineNumber = 0;
  #hasFailed = false;

  constructor(options: LineClientOptions) {
    this.#options = options;
    this.#link = options.link;
  }

  async run(): Promise<ExitCode> {
    const isOver = this.#link.ended.then((): "ended" => "ended");
    const goodbye = await Promise.race([this.#readAll(), isOver]);
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
  async #readAll(): Promise<"exit" | "logout"> {
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    for await (const chunk of this.#options.input) {
      splitter.push(chunk);
      for (let line = splitter.next(); line !== undefined; line = splitter.next()) {
        const goodbye = await this.#take(line);
        if (goodbye !== undefined) return goodbye;
      }
    }
    const last = splitter.end();
    return (last === undefined ? undefined : await this.#take(last)) ?? "exit";
  }

  async #take(line: Uint8Array | typeof TOO_LONG): Promise<"exit" | "logout" | undefined> {
    this.#lineNumber++;
    if (line === TOO_LONG) {
      this.#refuse(`it is longer than ${MAX_LINE_BYTES} bytes; split it`);
      return undefined;
    }
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(line);
    } catch {
      this.#refuse("it is not UTF-8; convert the input, for example with iconv");
      return undefined;
    }
    while (this.#link.unacknowledged >= WINDOW_LINES && this.#link.state !== "ended") {
      await this.#link.nextChange(DRAIN_LIMIT_MS);
    }
    if (this.#options.isJson && text.startsWith("{")) {
      this.#link.sendLine(text);
      return undefined;
    }
    return await this.#perform(parseIntent(text));
  }

  async #perform(intent: Intent): Promise<"exit" | "logout" | undefined> {
    switch (intent.kind) {
      case "nothing":
        return undefined;
      case "say":
        this.#say({ room: this.#options.room, text: intent.text });
        return undefined;
      case "private":
        this.#say({ to: intent.to, text: intent.text });
        return undefined;
      case "exit":
      case "logout":
        return intent.kind;
      case "mistake":
        this.#refuse(intent.sentence);
        return undefined;
      case "help":
        for (const line of helpLines()) this.#options.notify(line);
        return undefined;
      case "history":
      case "stats":
      case "who":
        await this.#ask(intent);
        return undefined;
      default:
        return intent satisfies never;
    }
  }

  #say(message: Outgoing): void {
    const { maxTextBytes } = this.#options;
    const lineNumber = this.#lineNumber;
    if (new TextEncoder().encode(message.text).length > maxTextBytes) {
      this.#refuse(`a message has at most ${maxTextBytes} bytes; split it`);
      return;
    }
    this.#link.say(message).catch((error) => this.#refuse(describe(error), lineNumber));
  }

  /** Asks the server and prints the answer; once more when the connection broke meanwhile. */
  async #ask(intent: Intent & { kind: "history" | "stats" | "who" }): Promise<void> {
    const { clock, isJson, output, room, showMessages } = this.#options;
    for (;;) {
      await this.#link.whenLive();
      try {
        if (intent.kind === "who") {
          const { users } = await this.#link.request("who", { room });
          if (!isJson) output.print(`* ${whoText(users)}`);
        } else if (intent.kind === "stats") {
          const askedMs = clock.nowMs();
          const answer = await this.#link.request("stats", {});
          const roundTripMs = clock.nowMs() - askedMs;
          const lines = statsLines({ ...answer, roundTripMs });
          if (!isJson) { for (const line of lines) output.print(`* ${line}`); }
        } else {
          const messages = await roomHistory(this.#link, room, intent.count);
          if (!isJson) showMessages(messages);
        }
        return;
      } catch (error) {
        if (error instanceof ConnectionLost && this.#link.state !== "ended") continue;
        return this.#refuse(describe(error));
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
      if (leftMs <= 0) return;
      await this.#link.nextChange(leftMs);
    }
  }

  #refuse(reason: string, lineNumber = this.#lineNumber): void {
    this.#hasFailed = true;
    this.#options.notify(`Line ${lineNumber} of the input was not sent: ${reason}`);
  }
}

function describe(error: unknown): string {
  return error instanceof ChatError ? `${error.message} (${error.code})` : reasonOf(error);
}
