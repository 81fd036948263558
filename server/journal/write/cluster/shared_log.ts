/**
 * Where a database stands in a log that several servers share. It is noted in the transaction that
 * applies a batch, with the batch itself, so that after a crash each batch has been applied once or not
 * at all, and what the log has lost can be put back.
 */
import { createHash } from "node:crypto";
import type { Outcome } from "../../entries.ts";
import type { Store } from "../../database/store.ts";
import type { WriteStore } from "../write_store.ts";

/** Batches that a node keeps, to put them back: more than a log writes in the minutes that it may lose. */
export const KEPT_BATCHES = 50_000;

/** A batch and its place in the log. */
export interface Ordered {
  position: number;
  node: string;
  epoch: number;
  number: number;
  bytes: Uint8Array;
  /**
   * Whether it need not be on the disk before the next one is: nobody here is told that it is, and
   * after a power cut it is taken from the log again. @default false
   */
  isFlushedLater?: boolean;
}

/** How far a database has come, and in which cluster's log. */
export interface SharedPlace {
  cluster: string;
  /** The position of the batch that was applied last. */
  position: number;
  /** A hash of what became of everything up to there, in hexadecimal. */
  digest: string;
  /** What the programs of all nodes can; see log/levels.ts. */
  level: number;
}

/** The log is not the one that this database was made from: nothing may be applied any more. */
export class LogMismatchError extends Error {
  override readonly name = "LogMismatchError";
}

/** Where the database stands; undefined for one that shares no log. */
export function sharedPlace(store: Store): SharedPlace | undefined {
  // Databases of an older version, which are looked at before they are brought up to date, have no level.
  const row = store.get("SELECT * FROM shared_log");
  if (row === undefined) return undefined;
  const { cluster, position, digest, level = 1 } = row;
  return {
    cluster: String(cluster),
    position: Number(position),
    digest: String(digest),
    level: Number(level),
  };
}

/** The database is the beginning of a cluster. */
export function beginSharing(
  store: WriteStore,
  { cluster, level }: { cluster: string; level: number },
): void {
  store.run(
    "INSERT INTO shared_log (id, cluster, position, digest, level) VALUES (1, ?, 0, '', ?)",
    cluster,
    level,
  );
}

/** The last life of a node of which something was applied; 0 before the first. */
export function lastEpoch(store: Store, node: string): number {
  const row = store.get("SELECT epoch FROM shared_log_nodes WHERE name = ?", node);
  return Number(row?.["epoch"] ?? 0);
}

/** The names of all nodes of which something was applied. */
export function knownNodes(store: Store): string[] {
  const rows = store.all("SELECT name FROM shared_log_nodes ORDER BY name");
  return rows.map(({ name }) => String(name));
}

/** The position of the oldest batch that is kept; 1 where there was none yet. */
export function oldestKept(store: Store): number {
  const row = store.get("SELECT min(position) AS position FROM shared_log_tail");
  return Number(row?.["position"] ?? 1);
}

/** Batches that are kept, of positions from `from` on, at most `limit`. */
export function keptBatches(
  store: Store,
  { from, limit }: { from: number; limit: number },
): { position: number; bytes: Uint8Array<ArrayBuffer> }[] {
  const rows = store.all(
    "SELECT position, batch FROM shared_log_tail WHERE position >= ? ORDER BY position LIMIT ?",
    from,
    limit,
  );
  return rows.map(({ position, batch }) => ({
    position: Number(position),
    bytes: batch as Uint8Array<ArrayBuffer>,
  }));
}

/**
 * Whether a batch is the next one of its node: those that were appended twice, and those of a life that
 * is over, are passed over, by every node alike.
 */
export function isNext(store: Store, { node, epoch, number }: Ordered): boolean {
  const row = store.get("SELECT epoch, number FROM shared_log_nodes WHERE name = ?", node);
  const last = { epoch: Number(row?.["epoch"] ?? 0), number: Number(row?.["number"] ?? 0) };
  return epoch === last.epoch ? number === last.number + 1 : epoch > last.epoch && number === 1;
}

/**
 * Notes that a batch was applied, or (without `outcomes`) passed over.
 *
 * @throws {LogMismatchError} when it is not the one after the last.
 */
export function noteBatch(
  store: WriteStore,
  { position, node, epoch, number, bytes }: Ordered,
  outcomes: readonly Outcome[] | undefined,
): void {
  const place = sharedPlace(store);
  if (place?.position !== position - 1) {
    throw new LogMismatchError(
      `The log goes on with ${position}, but this database stands at ${place?.position}`,
    );
  }
  if (outcomes !== undefined) {
    store.run(
      "INSERT OR REPLACE INTO shared_log_nodes (name, epoch, number) VALUES (?, ?, ?)",
      node,
      epoch,
      number,
    );
  }
  const became = outcomes?.map((one) => "refused" in one ? one.refused : "").join() ?? "-";
  const state = [place.digest, position, store.lastId, store.lastTimeMs, became].join(" ");
  const digest = createHash("sha256").update(state).digest("hex").slice(0, 32);
  store.run("UPDATE shared_log SET position = ?, digest = ?", position, digest);
  store.run("INSERT INTO shared_log_tail (position, batch) VALUES (?, ?)", position, bytes);
  store.run("DELETE FROM shared_log_tail WHERE position <= ?", position - KEPT_BATCHES);
}
