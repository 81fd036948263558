/** Brings every message to the screen once and in order, over gaps and lost connections. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { MessageEvent } from "../../protocol/events.ts";
import type { Message } from "../../protocol/records.ts";
import { busyPauseMs, isBusy } from "../base/busy.ts";
import { type Clock, pause } from "../base/clock.ts";
import { reasonOf } from "../base/failure.ts";
import { messagesIn } from "../net/incoming.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import type { Connection } from "./connection.ts";
import { Sequence } from "./sequence.ts";

const POLL_PAGE_MESSAGES = 500;

/** An event with an id: all of them together have one order. */
export type NumberedEvent = MessageEvent | ChangeEvent;

/** An event with the line it came in, or one made to look the same when it was polled. */
interface Delivery {
  id: number;
  characters?: number;
  event: NumberedEvent;
  line: string;
}

/** What an inbox is made of. */
export interface InboxOptions {
  tell: (event: NumberedEvent, line: string) => void;
  /** Tells how an older message stands now that has changed while nobody told. */
  amend: (message: Message) => void;
  /** Resolves when what was told has been written; the next page is fetched then. */
  settled: () => Promise<void>;
  clock: Clock;
  /** Ends the pauses that a busy server asks for. */
  signal: AbortSignal;
}

/** Messages and their changes wait here from the start until `release()`, and again from `hold()` on. */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #sequence = new Sequence<Delivery>();
  #hasGap = false;
  #filling: Connection | undefined;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Id of the newest event that was told. */
  get lastId(): number {
    return this.#sequence.lastId;
  }

  /** Whether `catchUp()` has something to fetch even though the connection never broke. */
  get needsPoll(): boolean {
    return this.#hasGap || this.#sequence.hasOverflowed;
  }

  /** What is not newer than `lastId` belongs to the history. */
  startAfter(lastId: number): void {
    this.#sequence.startAfter(lastId);
  }

  /** Takes an event that came live. */
  live(event: NumberedEvent, line: string): void {
    this.#tell(this.#sequence.live({ id: event.id, event, line, characters: line.length }));
  }

  /** Takes note that the server left something out; `fillGap()` or `catchUp()` brings it. */
  gap(): void {
    this.#hasGap = true;
  }

  /** The connection is gone; the next one has to `catchUp()` before `release()`. */
  connectionLost(): void {
    this.#sequence.hold();
    this.#sequence.drop();
  }

  /** What had greater ids than this is gone; `catchUp()` brings what has come instead. */
  restored(lastId: number): void {
    this.#sequence.goBackTo(lastId);
  }

  /** Lets the live messages through that waited. */
  release(): void {
    this.#tell(this.#sequence.release());
  }

  /**
   * Fetches what was left out while the connection goes on; does nothing when that is under way.
   * Returns how many messages that brought; `undefined` when it did not come to its end.
   */
  async fillGap(connection: Connection): Promise<number | undefined> {
    if (this.#filling === connection) return undefined;
    this.#filling = connection;
    this.#sequence.hold();
    try {
      const missed = await this.catchUp(connection);
      // When it has ended meanwhile, what waits must go on waiting for the next connection.
      if (!connection.isOpen) return undefined;
      this.release();
      return missed;
    } catch (error) {
      // Whatever it was: the next connection begins by catching up.
      connection.close(reasonOf(error));
      return undefined;
    } finally {
      if (this.#filling === connection) this.#filling = undefined;
    }
  }

  /** Polls until nothing is missing; returns how many messages that brought. */
  async catchUp(connection: Connection): Promise<number> {
    let count = 0;
    do {
      this.#hasGap = false;
      for (let more = true; more;) {
        const page = await this.#poll(connection);
        const before = this.#sequence.lastId;
        const deliveries = messagesIn(page.messages).map(polledDelivery);
        const lastId = Number.isSafeInteger(page.last_id) ? page.last_id : 0;
        const fresh = this.#sequence.polled(deliveries, lastId);
        this.#tell(fresh);
        for (const message of messagesIn(page.changed)) this.#options.amend(message);
        count += fresh.length;
        // A page that leads no further would come again and again.
        more = page.more === true && this.#sequence.lastId > before;
        await this.#options.settled();
      }
    } while (this.needsPoll);
    return count;
  }

  async #poll(connection: Connection): Promise<AnswerFields["poll"]> {
    for (;;) {
      try {
        const fields = { last_id: this.#sequence.lastId, limit: POLL_PAGE_MESSAGES };
        return await connection.request("poll", fields, { silent: true });
      } catch (error) {
        if (!isBusy(error) || this.#options.signal.aborted) throw error;
        await pause(this.#options.clock, busyPauseMs(error), this.#options.signal);
      }
    }
  }

  #tell(deliveries: readonly Delivery[]): void {
    for (const { event, line } of deliveries) this.#options.tell(event, line);
  }
}

function polledDelivery(message: Message): Delivery {
  const event: MessageEvent = { event: "message", ...message };
  return { id: message.id, event, line: JSON.stringify(event) };
}
