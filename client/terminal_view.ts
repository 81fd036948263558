/** What the terminal client shows of a message or a notice: `17:04 alice: hi`, in colour. */
import type { Message } from "../protocol/events.ts";
import { printableLines } from "../protocol/printable.ts";
import type { Colours } from "./colours.ts";
import { isSame, messageLabel, type Reader } from "./message_text.ts";

/** Further lines of a message stand below its name. */
const INDENT = "      ";

/** Turns messages into rows for one reader; remembers the day to say when another one begins. */
export class TerminalView {
  readonly #reader: Reader;
  readonly #colours: Colours;
  #day: string;

  /** `now` decides which messages are from another day. */
  constructor(reader: Reader, colours: Colours, now: Date) {
    this.#reader = reader;
    this.#colours = colours;
    this.#day = dayOf(now);
  }

  /** The rows of one message, before them the day when it is another one. */
  message(message: Message): string[] {
    const time = new Date(message.time);
    const rows: string[] = [];
    const day = Number.isNaN(time.getTime()) ? this.#day : dayOf(time);
    if (day !== this.#day) rows.push(this.separator(day));
    this.#day = day;
    const [first = "", ...more] = printableLines(message.text);
    rows.push(
      `${this.#colours.dim(clockOf(time))} ${this.#label(message)}: ${first}`,
      ...more.map((line) => INDENT + line),
    );
    return rows;
  }

  /** Something that happened, for the eye to skip. */
  notice(text: string): string {
    return this.#colours.dim(`-- ${text}`);
  }

  /** A line across which something else begins. */
  separator(text: string): string {
    return this.#colours.dim(`-- ${text} --`);
  }

  /** Something the person should know about what they typed. */
  warning(text: string): string {
    return this.#colours.warning(`-- ${text}`);
  }

  #label(message: Message): string {
    const label = messageLabel(message, this.#reader);
    if (message.to !== undefined) return this.#colours.secret(`(private) ${label}`);
    return isSame(message.from, this.#reader.username) ? this.#colours.own(label) : label;
  }
}

/** `17:04` in the reader's time zone. */
export function clockOf(time: Date): string {
  return Number.isNaN(time.getTime())
    ? "--:--"
    : `${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** `2026-11-20` in the reader's time zone. */
export function dayOf(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
