/** What the terminal client shows of a message or a notice: `17:04 alice: hi`, in colour. */
import { isQrRow } from "../../protocol/text/qr_code.ts";
import type { Found, Message } from "../../protocol/records.ts";
import { reactionsText } from "../conversation/shown.ts";
import { Painted } from "../terminal/painted.ts";
import { parseMarkdown } from "../text/markdown.ts";
import { clockOf, dayOf } from "../text/times.ts";
import { isNameWithin } from "../wording/content/kinds.ts";
import { type MentionSpan, mentionSpans } from "../wording/mentions.ts";
import {
  bodyLines,
  isSame,
  messageLabel,
  quoteLines,
  type Reader,
  remarkOn,
} from "../wording/message_text.ts";
import { foundHead, snippetParts } from "../wording/room_text.ts";
import type { Colours } from "./colours.ts";

/** Further lines of a message stand below its name. */
const INDENT = "      ";

/** Turns messages into rows for one reader; remembers the day to say when another one begins. */
export class TerminalView {
  readonly #reader: () => Reader;
  readonly #colours: Colours;
  #day: string;

  /** `now` decides which messages are from another day; `reader` is asked each time. */
  constructor(reader: () => Reader, colours: Colours, now: Date) {
    this.#reader = reader;
    this.#colours = colours;
    this.#day = dayOf(now);
  }

  /** The rows of one message, before them the day when it is another one, and what it replies to. */
  message(message: Message, quoted?: Message): Painted[] {
    const { dim } = this.#colours;
    const time = new Date(message.time);
    const rows: Painted[] = [];
    const day = Number.isNaN(time.getTime()) ? this.#day : dayOf(time);
    if (day !== this.#day) rows.push(this.separator(day));
    this.#day = day;
    const [first = "", ...more] = this.#body(message);
    const said = remarkOn(message);
    const remark = said === "" ? "" : dim(said);
    const label = this.#label(message);
    const reactions = reactionsText(message.reactions);
    rows.push(
      ...quoteLines(message, quoted).map((line) => dim(INDENT + line.trimStart())),
      Painted.row(
        dim(clockOf(time)),
        " ",
        isNameWithin(message) ? "* " : "",
        label,
        isNameWithin(message) ? " " : ": ",
        first,
        more.length > 0 ? "" : remark,
      ),
      ...more.map((line, index) =>
        Painted.row(INDENT, line, index === more.length - 1 ? remark : "")
      ),
      ...(reactions === "" ? [] : [dim(INDENT + reactions)]),
    );
    return rows;
  }

  /** Where a search found something. */
  found(found: Found): Painted {
    const { dim, isPlain, styled } = this.#colours;
    const snippet = snippetParts(found.snippet).map(({ isMatch, text }) => {
      if (!isMatch) return text;
      return isPlain ? `*${text}*` : styled(text, { bold: true });
    });
    return Painted.row(dim(foundHead(found, this.#reader())), " ", ...snippet);
  }

  /** Something that happened, for the eye to skip. */
  notice(text: string): Painted {
    if (isQrRow(text)) return Painted.row("   ", this.#colours.code(text));
    return this.#colours.dim(`-- ${text}`);
  }

  /** A further line of what happened. */
  more(line: string): Painted {
    return this.#colours.dim(INDENT + line.trimStart());
  }

  /** A line across which something else begins. */
  separator(text: string): Painted {
    return this.#colours.dim(`-- ${text} --`);
  }

  /** The line above the first message that was not read. */
  firstUnread(): Painted {
    return this.#colours.warning("── new ──");
  }

  /** Something the person should know about what they typed. */
  warning(text: string): Painted {
    return this.#colours.warning(`-- ${text}`);
  }

  /** What is going on right now and will be gone soon. */
  passing(text: string): Painted {
    return this.#colours.dim(text);
  }

  #body(message: Message): (Painted | string)[] {
    const lines = bodyLines(message);
    if (message.deleted === true) return lines.map((line) => this.#colours.dim(line));
    // Without colours nobody could see what the marks have meant.
    if (this.#colours.isPlain) return lines;
    const options = { mayAddress: !isNameWithin(message), isHushed: message.hushed === true };
    return mentionSpans(parseMarkdown(lines), this.#reader().username, options)
      .map((spans) => Painted.row(...spans.map((span) => this.#span(span))));
  }

  #span({ text, mention, ...style }: MentionSpan): Painted {
    return this.#colours.styled(text, mention ? { mention } : style);
  }

  #label(message: Message): Painted | string {
    const label = messageLabel(message, this.#reader());
    if (message.to !== undefined) return this.#colours.secret(`(private) ${label}`);
    return isSame(message.from, this.#reader().username) ? this.#colours.own(label) : label;
  }
}
