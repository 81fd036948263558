/** Events that wait for an answer to go before them. */

/** Encoded events, the last of which with an id has `lastId` (0: none has one). */
export interface EncodedEvents {
  bytes: Uint8Array;
  count: number;
  lastId: number;
}

/** Keeps them in their order; its owner bounds them by `bytes` and `messages`. */
export class HeldEvents {
  #events: EncodedEvents[] = [];
  #bytes = 0;
  #messages = 0;

  /** How many bytes are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many events are held. */
  get messages(): number {
    return this.#messages;
  }

  /** Holds some more. */
  push(events: EncodedEvents): void {
    this.#events.push(events);
    this.#bytes += events.bytes.length;
    this.#messages += events.count;
  }

  /** Takes those off that come before the first with an id greater than `id`. */
  takeUpTo(id: number): EncodedEvents[] {
    const end = this.#events.findIndex(({ lastId }) => lastId > id);
    const taken = this.#events.splice(0, end < 0 ? this.#events.length : end);
    for (const { bytes, count } of taken) {
      this.#bytes -= bytes.length;
      this.#messages -= count;
    }
    return taken;
  }

  /** Forgets all of them. */
  clear(): void {
    this.takeUpTo(Infinity);
  }
}
