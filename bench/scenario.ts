/** What a benchmark is: it is given a machine and gives lines of the table. */

/** How thoroughly to measure. */
export interface BenchContext {
  /** Whether processes can be tied to cores here. */
  canPin: boolean;
  /** Fewer connections and shorter times. */
  quick: boolean;
  /** The part of the scenario that is wanted alone; undefined for all of it. */
  part?: string | undefined;
  /** The executable whose start is measured; undefined for the sources. */
  executable?: string | undefined;
}

/** One line of the table. */
export interface Result {
  what: string;
  unit: string;
  /** As it is written in the table, for example `≤ 10`. */
  target: string;
  ours: number;
  /**
   * The same figure in the same run of what it is compared with: of the least server that does the
   * same, or of ours before it is abused.
   */
  ceiling?: number;
}

/** Measures one thing and everything that comes with it. */
export interface Scenario {
  name: string;
  run(context: BenchContext): Promise<Result[]>;
}

/** For how long to measure, and how much of the beginning to leave out. */
export function timesOf({ quick }: BenchContext): { warmUpMs: number; seconds: number } {
  return quick ? { warmUpMs: 700, seconds: 1.5 } : { warmUpMs: 1_500, seconds: 5 };
}
