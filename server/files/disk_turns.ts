/** Who may bring something to the disk: one after the other, and not all the time while people talk. */

/** How long the disk is left alone after each turn while somebody talks, as often as that turn took. */
const REST = 3;

/** What it works with. */
export interface DiskTurnsOptions {
  /** Whether nobody says anything at the moment. */
  isCalm(): boolean;
  elapsed(): number;
  /** @default setTimeout */
  pause?: (milliseconds: number) => Promise<void>;
}

/** Gives turns in the order in which they are asked for. */
export class DiskTurns {
  readonly #options: Required<DiskTurnsOptions>;
  #last: Promise<void> = Promise.resolve();

  constructor(options: DiskTurnsOptions) {
    this.#options = {
      pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      ...options,
    };
  }

  /** Does some work when it is its turn. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const { elapsed, isCalm, pause } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#last;
    this.#last = promise;
    await before;
    const beganMs = elapsed();
    try {
      return await work();
    } finally {
      const restMs = REST * (elapsed() - beganMs);
      if (isCalm() || restMs === 0) resolve();
      else void pause(restMs).then(resolve);
    }
  }
}
