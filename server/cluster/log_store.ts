/** Where the batches of a cluster are kept in one order: by an engine that several machines run. */

/** Told of batches that were just given a place, in any order, and perhaps not of all. */
export type PlacedListener = (position: number, bytes: Uint8Array) => void;

/** One log. Positions are 1, 2, 3 …, without a gap. */
export interface LogStore {
  /** Bytes of the longest batch. */
  readonly maxBytes: number;

  /**
   * Adds a batch at the end; resolves with its position when the engine has it for certain, as far as
   * the engine promises that.
   *
   * @throws when it is not known whether it was added.
   */
  append(bytes: Uint8Array): Promise<number>;

  /**
   * Puts a batch back that the log has lost.
   *
   * @throws when this is not the position after its last one.
   */
  putBack(position: number, bytes: Uint8Array): Promise<void>;

  /** The batch at a position; undefined when there is none, or not any more. */
  read(position: number): Promise<Uint8Array | undefined>;

  /** The positions of the oldest and the newest batch; `first` is `last + 1` where there is none. */
  bounds(): Promise<{ first: number; last: number }>;

  /** Has a listener told of what is placed by anybody from now on. */
  listen(listener: PlacedListener): void;

  /**
   * Has a listener told whenever the engine is out of reach (false) and back (true): it may not be as it
   * was.
   */
  onReach(listener: (isThere: boolean) => void): void;

  /** Forgets what is before a position. */
  trim(before: number): Promise<void>;
}
