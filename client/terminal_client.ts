/** The client for people: a prompt on the last row, the conversation above it. */
import { ChatError } from "../protocol/errors.ts";
import type { JoinedEvent, LeftEvent, Message, NoticeEvent } from "../protocol/events.ts";
import { printableLines } from "../protocol/printable.ts";
import type { Clock } from "./clock.ts";
import { COMMANDS, helpLines } from "./commands.ts";
import { complete } from "./completion.ts";
import { reasonOf } from "./failure.ts";
import { InputHistory } from "./input_history.ts";
import { type Intent, parseIntent } from "./intent.ts";
import type { Key } from "./key.ts";
import { editLine, EMPTY_LINE, insert, type Line, lineWith, textOf } from "./line_editor.ts";
import type { Link } from "./link.ts";
import type { LinkObserver } from "./link_observer.ts";
import { noticeText, type Reader, whoText } from "./message_text.ts";
import { roomHistory } from "./past.ts";
import type { Screen } from "./screen.ts";
import { statsLines } from "./stats_text.ts";
import type { TerminalView } from "./terminal_view.ts";
import type { Outgoing } from "./unacknowledged.ts";

/** Only what takes longer than this is shown as on its way. */
const SLOW_SEND_MS = 1_000;
/** Most names that Tab knows; the one not seen for longest is forgotten. */
const MAX_NAMES = 1_000;

/** How somebody leaves. */
export type Goodbye = "exit" | "logout";

/** What a terminal client works with. */
export interface TerminalClientOptions {
  link: Link;
  screen: Screen;
  view: TerminalView;
  reader: Reader;
  clock: Clock;
  /** Longest text of a message, in bytes. */
  maxTextBytes: number;
}

/** Shows what the link tells, and does what the keys say. */
export class TerminalClient implements Omit<LinkObserver, "line" | "unknown" | "settled"> {
  readonly #options: TerminalClientOptions;
  readonly #history = new InputHistory();
  readonly #names = new Set<string>();
  #line: Line = EMPTY_LINE;
  /** A pasted block that waits for a yes. */
  #block: string | undefined;
  #isSlow = false;
  #isLost = false;
  #cancelSlow: (() => void) | undefined;

  constructor(options: TerminalClientOptions) {
    this.#options = options;
  }

  message(message: Message): void {
    this.#sawName(message.from);
    this.#options.screen.print(...this.#options.view.message(message));
  }

  notice(event: JoinedEvent | LeftEvent | NoticeEvent): void {
    if (event.event !== "notice") this.#sawName(event.username);
    const text = noticeText(event, this.#options.reader);
    if (text !== undefined) this.#print(text);
  }

  lost(reason: string): void {
    if (!this.#isLost) this.#print(`connection lost (${reason}); reconnecting …`);
    this.#isLost = true;
    this.draw();
  }

  back(missed: number): void {
    this.#isLost = false;
    const { screen, view } = this.#options;
    // What was missed has been printed already, one by one, when it was fetched.
    screen.print(view.notice("connected again"));
    if (missed > 0) {
      screen.print(view.notice(`caught up: ${missed} ${missed === 1 ? "message" : "messages"}`));
    }
    this.draw();
  }

  changed(): void {
    const isWaiting = this.#options.link.unacknowledged > 0;
    if (!isWaiting) {
      this.#cancelSlow?.();
      this.#cancelSlow = undefined;
      if (this.#isSlow) {
        this.#isSlow = false;
        this.draw();
      }
    } else {
      this.#cancelSlow ??= this.#options.clock.setTimer(SLOW_SEND_MS, () => {
        this.#isSlow = true;
        this.draw();
      });
    }
  }

  /** Shows messages of the past between two separators. */
  showHistory(messages: readonly Message[]): void {
    const { screen, view } = this.#options;
    if (messages.length === 0) return;
    for (const message of messages) this.message(message);
    screen.print(view.separator("earlier messages above"));
  }

  /** Draws the prompt and what is typed. */
  draw(): void {
    const { link, reader, screen } = this.#options;
    if (link.state === "ended") return;
    if (this.#block !== undefined) {
      const count = this.#block.split("\n").length;
      screen.setPrompt(`Send ${count} lines? [y/N] `, EMPTY_LINE);
      return;
    }
    const state = link.state === "offline" ? "(offline) " : this.#isSlow ? "(sending) " : "";
    screen.setPrompt(`${state}#${reader.room}> `, this.#line);
  }

  /** Takes one key; returns how to leave when it means that. */
  press(key: Key): Goodbye | undefined {
    const goodbye = this.#block === undefined ? this.#edit(key) : this.#confirm(key, this.#block);
    if (goodbye === undefined) this.draw();
    return goodbye;
  }

  #edit(key: Key): Goodbye | undefined {
    const isEmpty = textOf(this.#line) === "";
    if (key.ctrl && key.name === "c") {
      if (isEmpty) return "exit";
      this.#line = lineWith("", this.#line);
      return undefined;
    }
    if (key.ctrl && key.name === "d" && isEmpty) return "exit";
    switch (key.name) {
      case "return":
      case "enter":
        return this.#submit(textOf(this.#line));
      case "paste":
        this.#paste(key.text);
        return undefined;
      case "tab":
        this.#complete();
        return undefined;
      case "up":
        this.#recall(this.#history.older(textOf(this.#line)));
        return undefined;
      case "down":
        this.#recall(this.#history.newer());
        return undefined;
      default:
        this.#line = editLine(this.#line, key) ?? this.#line;
        return undefined;
    }
  }

  #paste(text: string): void {
    const pasted = text.replaceAll(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!pasted.includes("\n")) this.#line = insert(this.#line, pasted);
    else this.#block = this.#line.before + pasted + this.#line.after;
  }

  #confirm(key: Key, block: string): Goodbye | undefined {
    this.#block = undefined;
    if (key.text.toLowerCase() !== "y") {
      this.#print("not sent");
      return undefined;
    }
    // The block is one message; what it was pasted into goes with it.
    return this.#submit(block);
  }

  #submit(text: string): Goodbye | undefined {
    const intent = parseIntent(text);
    if (intent.kind === "mistake") {
      // The text stays on the line, to be corrected.
      this.#warn(intent.sentence);
      return undefined;
    }
    if (!text.includes("\n")) this.#history.add(text);
    this.#line = lineWith("", this.#line);
    return this.#perform(intent, text);
  }

  #perform(intent: Exclude<Intent, { kind: "mistake" }>, typed: string): Goodbye | undefined {
    const { reader, screen, view } = this.#options;
    switch (intent.kind) {
      case "nothing":
        break;
      case "say":
        this.#say({ room: reader.room, text: intent.text }, typed);
        break;
      case "private":
        this.#say({ to: intent.to, text: intent.text }, typed);
        break;
      case "help":
        screen.print(...helpLines().map((line) => view.notice(line)));
        break;
      case "history":
      case "stats":
      case "who":
        void this.#ask(intent);
        break;
      case "exit":
      case "logout":
        return intent.kind;
      default:
        return intent satisfies never;
    }
    return undefined;
  }

  #say(message: Outgoing, typed: string): void {
    const { link, maxTextBytes } = this.#options;
    const bytes = new TextEncoder().encode(message.text).length;
    if (bytes > maxTextBytes) {
      this.#warn(`A message has at most ${maxTextBytes} bytes, this one has ${bytes}: not sent`);
      // Nothing that was typed is thrown away.
      if (!typed.includes("\n")) this.#line = lineWith(typed, this.#line);
      return;
    }
    link.say(message).catch((error) => {
      const [first = ""] = printableLines(message.text);
      this.#warn(`Not sent: ${describe(error)}: "${Array.from(first).slice(0, 60).join("")}"`);
    });
  }

  async #ask(intent: Intent & { kind: "history" | "stats" | "who" }): Promise<void> {
    const { link, reader: { room } } = this.#options;
    try {
      if (intent.kind === "who") this.#print(whoText((await link.request("who", { room })).users));
      else if (intent.kind === "stats") await this.#stats();
      else this.showHistory(await roomHistory(link, room, intent.count));
    } catch (error) {
      this.#warn(describe(error));
    }
  }

  async #stats(): Promise<void> {
    const { clock, link } = this.#options;
    const askedMs = clock.nowMs();
    const answer = await link.request("stats", {});
    const roundTripMs = clock.nowMs() - askedMs;
    for (const line of statsLines({ ...answer, roundTripMs })) this.#print(line);
  }

  #complete(): void {
    const { screen, view } = this.#options;
    const { before, choices } = complete(this.#line.before, {
      commands: COMMANDS.map(({ name }) => name),
      names: [...this.#names],
    });
    this.#line = { ...this.#line, before };
    if (choices.length > 0) screen.print(view.notice(choices.join("  ")));
  }

  #recall(text: string | undefined): void {
    if (text !== undefined) this.#line = lineWith(text, this.#line);
  }

  #sawName(name: string): void {
    if (!/^[\w-]+$/.test(name)) return;
    this.#names.delete(name);
    this.#names.add(name);
    if (this.#names.size > MAX_NAMES) {
      for (const oldest of this.#names) {
        this.#names.delete(oldest);
        break;
      }
    }
  }

  #print(text: string): void {
    this.#options.screen.print(this.#options.view.notice(text));
  }

  #warn(text: string): void {
    this.#options.screen.print(this.#options.view.warning(text));
  }
}

function describe(error: unknown): string {
  return error instanceof ChatError ? error.message : reasonOf(error);
}
