/** Brings every message to the screen once and in order, over gaps and lost connections. */
import type { AnswerFields, Message } from "../protocol/events.ts";
import { busyPauseMs, isBusy } from "./busy.ts";
import { type Clock, pause } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { reasonOf } from "./failure.ts";
import { messagesIn } from "./incoming.ts";
import { Sequence } from "./sequence.ts";

const POLL_PAGE_MESSAGES = 500;

/** A message with the line it came in, or one made to look the same when it was polled. */
interface Delivery {
  id: number;
  message: Message;
  line: string;
}

/** What an inbox is made of. */
export interface InboxOptions {
  tell: (message: Message, line: string) => void;
  /** Resolves when what was told has been written; the next page is fetched then. */
  settled: () => Promise<void>;
  clock: Clock;
  /** Ends the pauses that a busy server asks for. */
  signal: AbortSignal;
}

/** Messages wait here from the start until `release()`, and again from `hold()` on. */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #sequence = new Sequence<Delivery>();
  #hasGap = false;
  #filling: Connection | undefined;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Id of the newest message that was told. */
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

  /** Takes a message that came live. */
  live(message: Message, line: string): void {
    this.#tell(this.#sequence.live({ id: message.id, message, line }));
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

  /** Lets the live messages through that waited. */
  release(): void {
    this.#tell(this.#sequence.release());
  }

  /** Fetches what was left out while the connection goes on; does nothing when that is under way. */
  async fillGap(connection: Connection): Promise<void> {
    if (this.#filling === connection) return;
    this.#filling = connection;
    this.#sequence.hold();
    try {
      await this.catchUp(connection);
      // When it has ended meanwhile, what waits must go on waiting for the next connection.
      if (connection.isOpen) this.release();
    } catch (error) {
      // Whatever it was: the next connection begins by catching up.
      connection.close(reasonOf(error));
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
        const messages = messagesIn(page.messages);
        const fresh = this.#sequence.polled(messages.map(polledDelivery));
        this.#tell(fresh);
        count += fresh.length;
        // A page that brings nothing new would come again and again.
        more = page.more === true && fresh.length > 0;
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
    for (const { line, message } of deliveries) this.#options.tell(message, line);
  }
}

function polledDelivery(message: Message): Delivery {
  return { id: message.id, message, line: JSON.stringify({ event: "message", ...message }) };
}
