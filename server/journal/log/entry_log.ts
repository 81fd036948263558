/**
 * The log: the one order of everything that is appended. A server by itself orders what it is given;
 * servers that share a log have the same order, and so the same database.
 */
import type { Entry } from "../entries.ts";

/** Most entries in one transaction; bounds how long the first of them waits for the last. */
export const MAX_BATCH_ENTRIES = 4_096;

/** Entries that are applied in one transaction. */
export interface Batch {
  /** Who has made it. */
  readonly node: string;
  /** In which of its lives: greater with every start of the node. */
  readonly epoch: number;
  /** Which of that life's batches it is, from 1. Of each number one is applied, in their order. */
  readonly number: number;
  /** By chance, one for each start: two servers that take each other's name notice that. */
  readonly run: string;
  readonly entries: readonly Entry[];
}

/** A batch and its place in the order. */
export interface OrderedBatch extends Batch {
  /** What comes before it is exactly what has smaller positions; undefined where nobody shares the log. */
  readonly position: number | undefined;
  /** As it stands in the log, for those who must be able to put it back. */
  readonly bytes: Uint8Array | undefined;
  /** Whether many more come at once, the next one first: what flushes that one flushes this one, too. */
  readonly isFollowed?: boolean;
}

/** Takes the next batch; the one after it comes when that has resolved. Must not reject. */
export type TakeBatch = (batch: OrderedBatch) => Promise<void>;

/** Orders batches. */
export interface EntryLog {
  /** Most batches of one node that are on their way at once. */
  readonly maxOnTheirWay: number;

  /**
   * How many of these entries (at most {@linkcode MAX_BATCH_ENTRIES}), from the first on, one batch can
   * hold; 0 when the first alone is more than the log can take.
   */
  fitting(entries: readonly Entry[]): number;

  /**
   * Gives a batch its place; resolves when it has one. It is taken like those of others.
   *
   * @throws when it is not known whether it has one: then append it again, with the same number.
   */
  append(batch: Batch): Promise<void>;

  /** Has everything taken that comes after a position, in order; once. */
  follow(after: number, take: TakeBatch): void;

  /** The position of the newest batch; 0 when there is none, or nobody shares the log. */
  last(): Promise<number>;

  /** Takes and gives nothing any more. */
  close(): Promise<void>;
}
