/** What the line client prints, as text or as JSON lines. */
import type { JoinedEvent, LeftEvent, Message, NoticeEvent } from "../protocol/events.ts";
import { printableJson } from "../protocol/printable.ts";
import type { LinkObserver } from "./link_observer.ts";
import { messageLines, noticeText, type Reader } from "./message_text.ts";
import type { Output } from "./output.ts";

/** Where a line view writes. */
export interface LineViewOptions {
  output: Output;
  /** Shows one line to the person beside what the program prints: standard error. */
  notify: (line: string) => void;
}

/** What both views do with the state of the connection. */
abstract class LineView implements LinkObserver {
  protected readonly output: Output;
  protected readonly notify: (line: string) => void;
  #unknownLines = 0;

  constructor(options: LineViewOptions) {
    this.output = options.output;
    this.notify = options.notify;
  }

  /** How many lines of the script may or may not have arrived. */
  get unknownLines(): number {
    return this.#unknownLines;
  }

  abstract message(message: Message, line: string): void;
  abstract notice(event: JoinedEvent | LeftEvent | NoticeEvent): void;
  abstract line(line: string): void;

  lost(reason: string, pauseMs: number): void {
    this.notify(`Not connected (${reason}); next attempt in ${(pauseMs / 1_000).toFixed(1)} s`);
  }

  back(missed: number): void {
    this.notify(`Connected again; ${missed} ${missed === 1 ? "message" : "messages"} fetched`);
  }

  unknown(lines: readonly string[]): void {
    this.#unknownLines += lines.length;
    for (const line of lines) {
      this.notify(
        "The connection broke before this was answered, and without a nonce it cannot be " +
          `sent again safely: ${printableJson(line)}`,
      );
    }
  }

  changed(): void {}

  settled(): Promise<void> {
    return this.output.settled();
  }
}

/** Prints `alice: hi` and `* bob joined`. */
export class TextView extends LineView {
  /** Who reads; known after the login, before the first message. */
  reader: Reader = { username: "", room: "" };

  override message(message: Message): void {
    for (const line of messageLines(message, this.reader)) this.output.print(line);
  }

  override notice(event: JoinedEvent | LeftEvent | NoticeEvent): void {
    const text = noticeText(event, this.reader);
    if (text !== undefined) this.output.print(`* ${text}`);
  }

  override line(): void {}
}

/** Prints every event and every answer as the line it came in, safe for terminals. */
export class JsonView extends LineView {
  override message(_message: Message, line: string): void {
    this.output.print(printableJson(line));
  }

  override notice(): void {} // its line is told as well

  override line(line: string): void {
    this.output.print(printableJson(line));
  }
}
