/** How fast something goes, over the last seconds. */
import type { Clock } from "../base/clock.ts";

/** The seconds that count, and how finely they are kept. */
const WINDOW_MS = 5_000;
const SAMPLE_MS = 250;

/** Measures one transfer. */
export class RateMeter {
  readonly #clock: Pick<Clock, "nowMs">;
  #samples: { atMs: number; bytes: number }[] = [];

  constructor(clock: Pick<Clock, "nowMs">) {
    this.#clock = clock;
  }

  /** So many bytes are there by now; fewer than before begins anew. */
  saw(bytes: number): void {
    const atMs = this.#clock.nowMs();
    const last = this.#samples.at(-1);
    if (last !== undefined && bytes < last.bytes) this.#samples = [];
    if (last === undefined || atMs - last.atMs >= SAMPLE_MS || this.#samples.length < 2) {
      this.#samples.push({ atMs, bytes });
      while ((this.#samples[1]?.atMs ?? atMs) < atMs - WINDOW_MS) this.#samples.shift();
    } else last.bytes = bytes;
  }

  /** It stands still: what was before does not count any more. */
  rest(): void {
    this.#samples = [];
  }

  /** Bytes a second; `undefined` before there is anything to measure. */
  get bytesPerSecond(): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const ms = this.#clock.nowMs() - first.atMs;
    return ms < SAMPLE_MS || last.bytes <= first.bytes
      ? undefined
      : (last.bytes - first.bytes) * 1_000 / ms;
  }
}
