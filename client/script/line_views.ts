/** What the line client prints, as text or as JSON lines. */
import { printableJson } from "../../protocol/text/printable.ts";
import type { Found } from "../../protocol/records.ts";
import type { MessageView, View } from "../conversation/view.ts";
import { messageLines, type Reader } from "../wording/message_text.ts";
import type { SearchedPart } from "../wording/searched.ts";
import { foundHead, snippetParts } from "../wording/room_text.ts";
import type { Output } from "./output.ts";

/** Where a line view writes. */
export interface LineViewOptions {
  output: Output;
  /** Shows one line to the person beside what the program prints: standard error. */
  notify: (line: string) => void;
  /** For whom it prints; asked each time. */
  reader: () => Reader;
}

/** A view that also gets the lines of the server as they came. */
export interface LineView extends View {
  line(line: string): void;
}

/** Prints `alice: hi` and `* bob joined`. */
export class TextView implements LineView {
  readonly #options: LineViewOptions;

  constructor(options: LineViewOptions) {
    this.#options = options;
  }

  message({ message, quoted }: MessageView): void {
    const { output, reader } = this.#options;
    for (const line of messageLines(message, reader(), quoted)) output.print(line);
  }

  event(lines: readonly string[]): void {
    for (const [index, line] of lines.entries()) {
      this.#options.output.print(index === 0 ? `* ${line}` : line);
    }
  }

  answer(lines: readonly string[]): void {
    for (const line of lines) this.#options.output.print(`* ${line}`);
  }

  local(lines: readonly string[]): void {
    this.answer(lines);
  }

  found(found: Found): void {
    const { output, reader } = this.#options;
    const snippet = snippetParts(found.snippet)
      .map(({ isMatch, text }) => isMatch ? `*${text}*` : text).join("");
    output.print(`* ${foundHead(found, reader())} ${snippet}`);
  }

  endOfPast(): void {}
  firstUnread(): void {}
  moved(): void {}
  line(): void {}
}

/** Prints every event and every answer as the line it came in, safe for terminals. */
export class JsonView implements LineView {
  readonly #options: LineViewOptions;

  constructor(options: LineViewOptions) {
    this.#options = options;
  }

  line(line: string): void {
    this.#options.output.print(printableJson(line));
  }

  /** No server has sent this line. */
  searched({ backTo, found, isDone }: SearchedPart): void {
    const results = { event: "found", results: found, searched_back_to: backTo, done: isDone };
    if (found.length > 0 || isDone) this.line(JSON.stringify(results));
  }

  /** No line came for this: it goes where the output of other programs is not disturbed. */
  local(lines: readonly string[]): void {
    for (const line of lines) this.#options.notify(line);
  }

  // Everything else is told as its line.
  message(): void {}
  event(): void {}
  answer(): void {}
  found(): void {}
  endOfPast(): void {}
  firstUnread(): void {}
  moved(): void {}
}
