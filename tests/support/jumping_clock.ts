/** Time that passes only when somebody waits, and then at once; or not even then. */

/** A clock and the waiting that belongs to it, which writes down for how long. */
export class JumpingClock {
  readonly #stands: boolean;
  #nowMs = Date.parse("2026-01-01T00:00:00Z");
  /** For how long each of those waited who had to, in milliseconds. */
  readonly waitedMs: number[] = [];

  /** With `stands`, the time is the same also after somebody has waited. */
  constructor({ stands = false }: { stands?: boolean } = {}) {
    this.#stands = stands;
  }

  /** What a server is given instead of the time of this machine. */
  get time(): { now(): number; delay(milliseconds: number): Promise<void> } {
    return {
      now: () => this.#nowMs,
      delay: (milliseconds) => {
        this.waitedMs.push(milliseconds);
        if (!this.#stands) this.#nowMs += milliseconds;
        return Promise.resolve();
      },
    };
  }
}
