/** Opens what a link tells before anybody sees it, in the order in which it comes. */
import { reasonOf } from "../base/failure.ts";
import { InOrder } from "../base/in_order.ts";
import type { Message } from "../../protocol/records.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import type { Restored } from "../link/lineage.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import { parseObject } from "../net/incoming.ts";
import type { StateEvent } from "../wording/event_text.ts";
import { unmarked } from "../wording/marked.ts";
import type { KeyWords } from "./key_words.ts";
import { unopenedChange, unopenedMessage, type UnopenedOptions } from "./opened_message.ts";

/** What opens; `undefined` says that there is nothing to open. */
export interface Opener {
  /** `isNew` says that it has just come, or was missed, and is not asked for. */
  message(message: Message, isNew: boolean): Promise<Message> | undefined;
  change(event: ChangeEvent): Promise<ChangeEvent> | undefined;
  /** A line of JSON that holds messages. */
  line(line: string): Promise<string> | undefined;
  /** Something about keys, which is told to nobody else. */
  event(event: StateEvent): void;
  /** The connection is back. */
  back(): void;
  /** What has greater ids than this is gone. */
  restored(lastId: number): void;
}

/** What it works with. */
export interface OpeningOptions {
  opener: () => Opener;
  words: KeyWords;
  /** Called when everything that has come was told. */
  idle: () => void;
}

/** Waits for what is being opened only where something is. */
export class OpeningObserver implements LinkObserver {
  readonly #inner: LinkObserver;
  readonly #opener: () => Opener;
  readonly #words: KeyWords;
  readonly #idle: () => void;
  readonly #order = new InOrder();
  #waiting = 0;

  constructor(inner: LinkObserver, { opener, words, idle }: OpeningOptions) {
    this.#inner = inner;
    this.#opener = opener;
    this.#words = words;
    this.#idle = idle;
  }

  /** Whether everything that has come was told. */
  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  message(given: Message, line: string): void {
    const message = unmarked(given);
    const opening = this.#opener().message(message, true);
    this.#opened({ thing: message, opening, unopened: unopenedMessage }, (opened) => {
      const isSame = opened === given;
      const fresh = isSame ? line : JSON.stringify({ event: "message", ...opened });
      this.#inner.message(opened, fresh);
    });
  }

  change(given: ChangeEvent, line: string): void {
    const event = unmarked(given);
    const opening = this.#opener().change(event);
    this.#opened({ thing: event, opening, unopened: unopenedChange }, (opened) => {
      this.#inner.change(opened, opened === given ? line : JSON.stringify(opened));
    });
  }

  amend(given: Message): void {
    const message = unmarked(given);
    const opening = this.#opener().message(message, false);
    this.#opened(
      { thing: message, opening, unopened: unopenedMessage },
      (opened) => this.#inner.amend(opened),
    );
  }

  event(event: StateEvent): void {
    this.#opener().event(event);
    this.#order.run(() => this.#inner.event(event));
  }

  line(line: string): void {
    if (this.#inner.line === undefined) return;
    const opening = this.#opener().line(line);
    this.#opened(
      { thing: line, opening, unopened: unopenedLine },
      (opened) => this.#inner.line?.(opened),
    );
  }

  lost(reason: string, pauseMs: number): void {
    this.#inner.lost(reason, pauseMs);
  }

  back(missed: number): void {
    this.#opener().back();
    this.#order.run(() => this.#inner.back(missed));
  }

  restored(restored: Restored): void {
    this.#opener().restored(restored.lastId);
    this.#order.run(() => this.#inner.restored(restored));
  }

  caughtUp(missed: number): void {
    this.#order.run(() => this.#inner.caughtUp(missed));
  }

  stale(rooms: readonly string[] | undefined): void {
    this.#inner.stale(rooms);
  }

  unknown(lines: readonly string[]): void {
    this.#inner.unknown(lines);
  }

  changed(): void {
    this.#inner.changed();
  }

  // What is being opened may wait for an answer that has yet to be read.
  settled(): Promise<void> {
    return this.#inner.settled();
  }

  #opened<Thing>(
    { opening, thing, unopened }: Unopened<Thing>,
    show: (opened: Thing) => void,
  ): void {
    if (opening === undefined) return this.#order.run(() => show(thing));
    const words = this.#words;
    let result: () => Thing = () => unopened(thing, new Error(words.tooMuch), words);
    this.#waiting++;
    const done = opening.then((opened) => {
      result = () => opened;
    }, (error) => {
      const cause = new Error(reasonOf(error), { cause: error });
      result = () => unopened(thing, cause, words);
    });
    this.#order.run(() => {
      this.#waiting--;
      show(result());
      if (this.isIdle) this.#idle();
    }, done);
  }
}

/** Something on its way to be shown, and what stands in its place when it cannot be opened. */
interface Unopened<Thing> {
  thing: Thing;
  opening: Promise<Thing> | undefined;
  unopened: (thing: Thing, error: Error, options: UnopenedOptions) => Thing;
}

/** The ref alone is kept, so that a script knows which of its requests it is. */
function unopenedLine(line: string, error: Error): string {
  const { ref } = parseObject(line) ?? {};
  return JSON.stringify({ ref, ok: false, error: "not_opened", message: error.message });
}
