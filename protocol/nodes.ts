/** The nodes of a cluster, as those who look after it are told of them. */

/** What a node does, in the last seconds. */
export interface NodeFigures {
  /** Connections there are now, and accounts of them. */
  connections: number;
  accounts: number;
  /** Entries a second that it has put into the log. */
  proposed: number;
  /** Entries that a batch had on the average, of those that it has applied. */
  batch: number;
  /** How long the log took to give its batches their place, half of them and 99 of 100, in milliseconds. */
  log_ms: readonly [p50: number, p99: number];
  /** How long its database took to apply a batch. */
  apply_ms: readonly [p50: number, p99: number];
  /** Batches that it has put back which the log had lost, since it was started. */
  healed: number;
}

/** A node, as another one sees it. */
export interface ShownNode {
  node: string;
  /** `here` is the node that was asked, `gone` one that has not been heard of for some seconds. */
  state: "here" | "serving" | "starting" | "gone";
  /** Whether it does what one has to do for all. */
  keeper: boolean;
  /** How far it has come in the log, and how far that is behind the furthest; missing where not known. */
  position?: number;
  behind?: number;
  /** What became of everything up to there: the same on all nodes at the same position. */
  digest?: string;
  /** How much later its clock is than the one here, in milliseconds. */
  ahead_ms?: number;
  program?: string;
  /** What its program can; the cluster as a whole can as much as the least of them. */
  level?: number;
  address?: string;
  /** Missing where its program does not tell them. */
  figures?: NodeFigures;
}
