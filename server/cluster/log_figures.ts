/** What a node does with the log of its cluster, counted as it goes: for those who look at the nodes. */
import type { NodeFigures } from "../../protocol/nodes.ts";
import type { Observers } from "../base/observers.ts";

/** So many of what was timed last are remembered. */
const REMEMBERED = 512;

/** Over how many seconds what is proposed is counted. */
const SECONDS = 10;

/** What is known of the log alone. */
export type LogWork = Pick<NodeFigures, "proposed" | "batch" | "log_ms" | "apply_ms">;

/** Counts it. */
export class LogFigures {
  readonly #elapsed: () => number;
  readonly #placedMs = new Recent();
  readonly #appliedMs = new Recent();
  readonly #entries = new Recent();
  /** Entries that were proposed, by the second. */
  readonly #proposed = new Map<number, number>();

  /** `elapsed` is a clock in milliseconds that only goes forward. */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** Observers that tell those who observe anyway, and this. */
  beside(others: Observers = {}): Observers {
    const { commit, log } = others;
    return {
      ...others,
      commit: {
        began: (entries) => {
          const ended = commit?.began(entries);
          const beganMs = this.#elapsed();
          return () => {
            ended?.();
            this.#appliedMs.add(this.#elapsed() - beganMs);
            this.#entries.add(entries);
          };
        },
      },
      log: {
        began: (entries) => {
          const ended = log?.began(entries);
          const beganMs = this.#elapsed();
          return (isPlaced) => {
            ended?.(isPlaced);
            if (!isPlaced) return;
            this.#placedMs.add(this.#elapsed() - beganMs);
            this.#count(entries);
          };
        },
      },
    };
  }

  /** As of now. */
  get now(): LogWork {
    const second = this.#second;
    const proposed = Array.from(this.#proposed)
      .reduce(
        (sum, [at, entries]) => at > second - SECONDS && at <= second ? sum + entries : sum,
        0,
      );
    return {
      proposed: tenths(proposed / SECONDS),
      batch: tenths(this.#entries.mean),
      log_ms: this.#placedMs.percentiles,
      apply_ms: this.#appliedMs.percentiles,
    };
  }

  #count(entries: number): void {
    const second = this.#second;
    this.#proposed.set(second, (this.#proposed.get(second) ?? 0) + entries);
    for (const at of this.#proposed.keys()) if (at <= second - SECONDS) this.#proposed.delete(at);
  }

  get #second(): number {
    return Math.floor(this.#elapsed() / 1_000);
  }
}

/** The last values of something. */
class Recent {
  readonly #values: number[] = [];
  #next = 0;

  add(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % REMEMBERED;
  }

  get mean(): number {
    const count = this.#values.length;
    return count === 0 ? 0 : this.#values.reduce((sum, value) => sum + value, 0) / count;
  }

  get percentiles(): readonly [number, number] {
    const sorted = this.#values.toSorted((first, second) => first - second);
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
    return [tenths(at(0.5)), tenths(at(0.99))];
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
