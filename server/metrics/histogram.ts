/** Counts how often something took how long. */
import type { Sample } from "./exposition.ts";
import { numberText } from "./exposition.ts";

/** Bounds in seconds from a tenth of a millisecond to ten seconds, a third of a decade apart. */
export const SECONDS: readonly number[] = [
  0.0001,
  0.00025,
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
];

/** Buckets with upper bounds, which count what is at most as great. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  /** `bounds` grow; there is one more bucket for everything above them. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  /** Counts one. */
  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? Infinity)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  /** Its numbers: each bucket has those below it as well. */
  samples(): Sample[] {
    const samples: Sample[] = [];
    let count = 0;
    for (const [bucket, here] of this.#counts.entries()) {
      count += here;
      const le = numberText(this.#bounds[bucket] ?? Infinity);
      samples.push({ suffix: "_bucket", labels: { le }, value: count });
    }
    samples.push({ suffix: "_sum", labels: {}, value: this.#sum });
    samples.push({ suffix: "_count", labels: {}, value: count });
    return samples;
  }
}
