/** Lets transfers have a share of the event loop and no more, so that messages never queue behind them. */

/** How long after the last message transfers are held to their share, in milliseconds. */
const CALM_AFTER_MS = 250;

/** Pieces that may be begun in one turn of the event loop while nobody says anything. */
const PIECES_PER_TURN = 8;

/** While somebody does: one piece, and then so long nothing, in milliseconds. */
const PAUSE_MS = 1;

/** Everything that a gate needs of the world. */
export interface TransferGateOptions {
  /** Milliseconds of a clock that only goes forward. */
  elapsed(): number;
  /** Calls back after a turn of the event loop. @default setImmediate */
  afterTurn?: (callback: () => void) => void;
  /** Calls back after so many milliseconds. @default setTimeout */
  after?: (callback: () => void, milliseconds: number) => void;
}

/**
 * Whoever moves a piece of a file waits here for its turn first; all wait in one queue, so that each
 * transfer has the same share. What waits is bounded by the number of transfers.
 */
export class TransferGate {
  readonly #options: Required<TransferGateOptions>;
  readonly #waiting: (() => void)[] = [];
  /** Pieces that may still begin before the next turn. */
  #left = PIECES_PER_TURN;
  #isScheduled = false;
  #lastMessageMs = -Infinity;

  constructor(options: TransferGateOptions) {
    this.#options = {
      afterTurn: (callback) => void setImmediate(callback),
      after: (callback, milliseconds) => void setTimeout(callback, milliseconds),
      ...options,
    };
  }

  /** Notes that somebody has said something. */
  noteMessage(): void {
    this.#lastMessageMs = this.#options.elapsed();
    this.#left = Math.min(this.#left, 1);
  }

  /** Resolves when a piece may begin; undefined when it may at once. */
  pass(): Promise<void> | undefined {
    if (this.#left > 0 && this.#waiting.length === 0) {
      this.#left -= 1;
      this.#schedule();
      return undefined;
    }
    this.#schedule();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const { after, afterTurn } = this.#options;
    if (this.#isCalm) afterTurn(() => this.#turn());
    else after(() => this.#turn(), PAUSE_MS);
  }

  get #isCalm(): boolean {
    return this.#options.elapsed() - this.#lastMessageMs > CALM_AFTER_MS;
  }

  #turn(): void {
    this.#isScheduled = false;
    this.#left = this.#isCalm ? PIECES_PER_TURN : 1;
    for (const go of this.#waiting.splice(0, this.#left)) {
      this.#left -= 1;
      go();
    }
    if (this.#waiting.length > 0) this.#schedule();
  }
}
