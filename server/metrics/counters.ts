/** Counts by one or two labels, cheaply: a look into a map, and one more. */
import type { Sample } from "./exposition.ts";

/** Most different values of labels; what is over is counted together. */
const MAX_COUNTERS = 5_000;

/** What stands for the values of those. */
const OTHERS = "others";

/** Counters whose labels have fixed names. */
export class Counters {
  readonly #names: readonly [string, string?];
  readonly #counts = new Map<string, Map<string, number>>();
  #size = 0;

  /** `names` are those of the labels. */
  constructor(...names: [string, string?]) {
    this.#names = names;
  }

  /** Counts one. */
  add(first: string, second = ""): void {
    const counts = this.#counts.get(first);
    const count = counts?.get(second);
    if (counts !== undefined && count !== undefined) counts.set(second, count + 1);
    else if (this.#size < MAX_COUNTERS || first === OTHERS) this.#begin(first, second);
    else this.add(OTHERS);
  }

  /** What was counted. */
  samples(): Sample[] {
    const [firstName, secondName] = this.#names;
    const samples: Sample[] = [];
    for (const [first, counts] of this.#counts) {
      for (const [second, value] of counts) {
        const labels = secondName === undefined
          ? { [firstName]: first }
          : { [firstName]: first, [secondName]: second };
        samples.push({ suffix: "_total", labels, value });
      }
    }
    return samples;
  }

  #begin(first: string, second: string): void {
    const counts = this.#counts.get(first) ?? new Map<string, number>();
    this.#counts.set(first, counts.set(second, 1));
    this.#size += 1;
  }
}
