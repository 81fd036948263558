/** What an engine says of the log of a cluster before anything is read from it. */

/** How many machines keep a log, where there are so many. */
export const REPLICAS = 3;

/** A log that is there. */
export interface FoundStream {
  /** The id of the cluster that it is of; empty for one that is none of ours. */
  cluster: string;
  /** Which node has made it. */
  founder: string;
  /** The position of the newest batch; 0 when there is none. */
  last: number;
  /** How many machines keep it. */
  replicas: number;
}

/** Looks for the log and makes it. */
export interface LogKeeper {
  /**
   * The log; undefined when there is none.
   *
   * @throws {StartError} when it cannot be said.
   */
  find(): Promise<FoundStream | undefined>;

  /**
   * Makes the log, whose first position is `first`, on several machines where the engine has them.
   *
   * @throws {StartError} when it cannot be made, and where there is another one by now.
   */
  make(made: { cluster: string; founder: string; first: number }): Promise<FoundStream>;
}
