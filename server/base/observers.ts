/** Places from which metrics are taken: narrow, and called only where somebody observes. */

/** Sees what is asked of the server. */
export interface DispatchObserver {
  /**
   * A request has begun to run. What is returned is called once when it is answered: with undefined
   * when it was granted, else with the code of the error.
   */
  began(action: string): (error: string | undefined) => void;
}

/** Sees each group commit. */
export interface CommitObserver {
  /** So many entries are written together; what is returned is called once when that is done. */
  began(entries: number): () => void;
}

/** Sees each turn in which something was sent. */
export interface FlushObserver {
  /** So many connections were written to, which took so long; what ran between slices is not counted. */
  flushed(turn: { connections: number; milliseconds: number }): void;
}

/** Sees each batch that a node of a cluster puts into its log. */
export interface LogObserver {
  /**
   * One with so many entries is on its way; what is returned is called once when it has its place, or may
   * have none.
   */
  began(entries: number): (isPlaced: boolean) => void;
}

/** Everybody who observes a server; whoever is missing costs nothing. */
export interface Observers {
  readonly dispatch?: DispatchObserver | undefined;
  readonly commit?: CommitObserver | undefined;
  readonly flush?: FlushObserver | undefined;
  readonly log?: LogObserver | undefined;
}
