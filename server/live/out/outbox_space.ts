/** The memory that all outboxes together may take, and the share that each has of it in any case. */

/** Below this an outbox is never over its share, in bytes: about one full answer. */
const LEAST_SHARE_BYTES = 16 * 1_024;

/**
 * Counts what waits in all outboxes. As long as that is less than half of the bound each may hold as
 * much as its own bound says; beyond it only those may take more that hold less than their share of
 * the other half. So the bound holds (with {@linkcode LEAST_SHARE_BYTES} for each at the least), and
 * readers that take nothing cost those gaps that do not read, not the others.
 *
 * An event that waits in many outboxes is counted in each, although it is in memory once.
 */
export class OutboxSpace {
  readonly #maxBytes: number;
  #bytes = 0;
  #outboxes = 0;

  /** @param maxBytes what all outboxes may hold together */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** What waits in all of them, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts another outbox. */
  open(): void {
    this.#outboxes += 1;
  }

  /** Counts one less, and what it held. */
  close(bytes: number): void {
    this.#outboxes -= 1;
    this.#bytes -= bytes;
  }

  /** Counts what an outbox took, or what it is rid of when that is negative. */
  take(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Whether an outbox that would then hold `held` bytes may take `more` of them. */
  hasRoom(more: number, held: number): boolean {
    return this.#bytes + more <= this.#maxBytes / 2 || held <= this.#share;
  }

  get #share(): number {
    return Math.max(LEAST_SHARE_BYTES, this.#maxBytes / 2 / this.#outboxes);
  }
}
