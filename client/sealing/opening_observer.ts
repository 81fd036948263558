/** Opens what a link tells before anybody sees it, in the order in which it comes. */
import { InOrder } from "../base/in_order.ts";
import type { Message } from "../../protocol/records.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import type { Restored } from "../link/lineage.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import type { StateEvent } from "../wording/event_text.ts";

/** What opens; `undefined` says that there is nothing to open. */
export interface Opener {
  message(message: Message): Promise<Message> | undefined;
  change(event: ChangeEvent): Promise<ChangeEvent> | undefined;
  /** A line of JSON that holds messages. */
  line(line: string): Promise<string> | undefined;
  /** Something about keys, which is told to nobody else. */
  event(event: StateEvent): void;
  /** The connection is back. */
  back(): void;
}

/** Waits for what is being opened only where something is. */
export class OpeningObserver implements LinkObserver {
  readonly #inner: LinkObserver;
  readonly #opener: () => Opener;
  readonly #order = new InOrder();
  #waiting = 0;

  constructor(inner: LinkObserver, opener: () => Opener) {
    this.#inner = inner;
    this.#opener = opener;
  }

  /** Whether everything that has come was told. */
  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  message(message: Message, line: string): void {
    this.#opened(message, this.#opener().message(message), (opened) => {
      const isSame = opened === message;
      const fresh = isSame ? line : JSON.stringify({ event: "message", ...opened });
      this.#inner.message(opened, fresh);
    });
  }

  change(event: ChangeEvent, line: string): void {
    this.#opened(event, this.#opener().change(event), (opened) => {
      this.#inner.change(opened, opened === event ? line : JSON.stringify(opened));
    });
  }

  amend(message: Message): void {
    this.#opened(message, this.#opener().message(message), (opened) => this.#inner.amend(opened));
  }

  event(event: StateEvent): void {
    this.#opener().event(event);
    this.#order.run(() => this.#inner.event(event));
  }

  line(line: string): void {
    this.#opened(line, this.#opener().line(line), (opened) => this.#inner.line(opened));
  }

  lost(reason: string, pauseMs: number): void {
    this.#inner.lost(reason, pauseMs);
  }

  back(missed: number): void {
    this.#opener().back();
    this.#order.run(() => this.#inner.back(missed));
  }

  restored(restored: Restored): void {
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
    thing: Thing,
    opening: Promise<Thing> | undefined,
    show: (opened: Thing) => void,
  ): void {
    if (opening === undefined) return this.#order.run(() => show(thing));
    let opened = thing;
    this.#waiting++;
    const done = opening.then((result) => {
      opened = result;
    }, () => {}); // then it is shown as it came
    this.#order.run(() => {
      this.#waiting--;
      show(opened);
    }, done);
  }
}
