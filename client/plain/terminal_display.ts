/** Shows the conversation on a screen. */
import type { Found } from "../../protocol/records.ts";
import type { MessageView, View } from "../conversation/view.ts";
import type { Screen } from "../terminal/screen.ts";
import { callsReader } from "../wording/mentions.ts";
import type { Reader } from "../wording/message_text.ts";
import type { TerminalView } from "./terminal_view.ts";

/** What a terminal display works with. */
export interface TerminalDisplayOptions {
  screen: Screen;
  rows: TerminalView;
  reader: () => Reader;
  /** Finds words that call the reader as the own name does. @default none */
  highlights?: (() => RegExp | undefined) | undefined;
  /** A message was shown. */
  onMessage: (shown: MessageView) => void;
  /** The reader is somewhere else now. */
  onMove: () => void;
}

/** The view of the terminal client. */
export class TerminalDisplay implements View {
  readonly #options: TerminalDisplayOptions;

  constructor(options: TerminalDisplayOptions) {
    this.#options = options;
  }

  message(shown: MessageView): void {
    const { highlights, onMessage, reader, rows, screen } = this.#options;
    const { isNews, message, quoted } = shown;
    screen.print(...rows.message(message, quoted));
    const { username } = reader();
    if (isNews && callsReader(message, username, highlights?.())) screen.bell();
    onMessage(shown);
  }

  event([first = "", ...more]: readonly string[]): void {
    const { rows, screen } = this.#options;
    screen.print(rows.notice(first), ...more.map((line) => rows.more(line)));
  }

  answer(lines: readonly string[]): void {
    const { rows, screen } = this.#options;
    screen.print(...lines.map((line) => rows.notice(line)));
  }

  local(lines: readonly string[]): void {
    this.answer(lines);
  }

  found(found: Found): void {
    this.#options.screen.print(this.#options.rows.found(found));
  }

  endOfPast(): void {
    this.#options.screen.print(this.#options.rows.separator("earlier messages above"));
  }

  firstUnread(): void {
    this.#options.screen.print(this.#options.rows.firstUnread());
  }

  moved(): void {
    this.#options.onMove();
  }

  /** Tells the person that something did not work. */
  warn(text: string): void {
    this.#options.screen.print(this.#options.rows.warning(text));
  }

  /** Shows what is going on right now, or nothing any more. */
  passing(text: string): void {
    const { rows, screen } = this.#options;
    screen.setStatus(text, (cut) => rows.passing(cut));
  }
}
