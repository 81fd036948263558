/** Takes what the link tells to the conversation, and what a script should know to its errors. */
import { printableJson } from "../../protocol/text/printable.ts";
import type { Message } from "../../protocol/records.ts";
import { isOwnRef } from "../link/own_ref.ts";
import { parseObject } from "../net/incoming.ts";
import { InOrder } from "../base/in_order.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { Restored } from "../link/lineage.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import type { StateEvent } from "../wording/event_text.ts";
import { restoredText } from "../wording/restored_text.ts";
import type { LineView } from "./line_views.ts";

/** What a line observer works with. */
export interface LineObserverOptions {
  conversation: Conversation;
  view: LineView;
  notify: (line: string) => void;
  settled: () => Promise<void>;
  /** What has to be waited for before a message is shown, where something has. */
  before: (message: Message) => Promise<void> | undefined;
  /** What is known of rooms and people may be old. */
  stale: (rooms: readonly string[] | undefined) => void;
}

/** The observer of a script. */
export class LineObserver implements LinkObserver {
  readonly #options: LineObserverOptions;
  readonly #order = new InOrder();
  #unknownLines = 0;
  #refusedLines = 0;

  constructor(options: LineObserverOptions) {
    this.#options = options;
  }

  /** How many lines of the script the server has refused. */
  get refusedLines(): number {
    return this.#refusedLines;
  }

  /** How many lines of the script may or may not have arrived. */
  get unknownLines(): number {
    return this.#unknownLines;
  }

  /** Resolves when everything that was told has been shown. */
  get shown(): Promise<void> {
    return this.#order.settled;
  }

  message(message: Message, line: string): void {
    const { before, conversation, view } = this.#options;
    view.line(line);
    this.#order.run(() => conversation.message(message), before(message));
  }

  change(event: ChangeEvent, line: string): void {
    this.#options.view.line(line);
    this.#order.run(() => this.#options.conversation.change(event));
  }

  amend(message: Message): void {
    // The events that led to this are gone; the poll tells only how the message stands now.
    this.#options.view.line(JSON.stringify({ event: "changed", ...message }));
    this.#order.run(() => this.#options.conversation.amend(message));
  }

  event(event: StateEvent): void {
    this.#order.run(() => this.#options.conversation.event(event));
  }

  line(line: string): void {
    if (isRefusalOfScript(line)) this.#refusedLines++;
    this.#options.view.line(withoutOwnToken(line));
  }

  lost(reason: string, pauseMs: number): void {
    const seconds = (pauseMs / 1_000).toFixed(1);
    this.#options.notify(`Not connected (${reason}); next attempt in ${seconds} s`);
  }

  back(missed: number): void {
    const what = `${missed} ${missed === 1 ? "message" : "messages"}`;
    this.#options.notify(`Connected again; ${what} fetched`);
  }

  restored({ hasLost, lastId }: Restored): void {
    // No line came for this, but whoever keeps ids has to know.
    this.#options.view.line(JSON.stringify({ event: "restored", last_id: lastId }));
    this.#order.run(() => this.#options.conversation.restored(lastId));
    const text = restoredText(hasLost);
    this.#options.notify(`${text.charAt(0).toUpperCase()}${text.slice(1)}`);
  }

  caughtUp(): void {}

  stale(rooms: readonly string[] | undefined): void {
    this.#options.stale(rooms);
  }

  unknown(lines: readonly string[]): void {
    this.#unknownLines += lines.length;
    for (const line of lines) {
      this.#options.notify(
        "The connection broke before this was answered, and without a nonce that the server still " +
          `knows it cannot be sent again safely: ${printableJson(line)}`,
      );
    }
  }

  keys({ isLoud, kind, lines, username }: KeyNews): void {
    const whose = username === undefined ? {} : { username };
    this.#options.view.line(JSON.stringify({ event: "keys", kind, ...whose, lines }));
    if (isLoud) { for (const line of lines) this.#options.notify(line); }
  }

  /** Said once before something goes out that others can read. */
  standing(_other: string, text: string): void {
    if (text.startsWith("NOT")) this.#options.notify(text);
  }

  changed(): void {}

  settled(): Promise<void> {
    return this.#options.settled();
  }
}

/**
 * A line without the token that the program itself got by logging in: what a script prints may go
 * anywhere.
 */
function withoutOwnToken(line: string): string {
  if (!line.includes('"token"')) return line;
  const { token, ...rest } = parseObject(line) ?? {};
  const { ref } = rest;
  const isOwn = token !== undefined && typeof ref === "string" && isOwnRef(ref);
  return isOwn ? JSON.stringify(rest) : line;
}

/** Whether a request was refused that the script wrote itself: those of the program say so elsewhere. */
function isRefusalOfScript(line: string): boolean {
  if (!line.includes('"ok"')) return false; // every event is asked
  const { event, ok, ref } = parseObject(line) ?? {};
  return event === undefined && ok === false && !(typeof ref === "string" && isOwnRef(ref));
}
