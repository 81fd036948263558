/**
 * Puts back what the log has lost. Engines confirm what is not on a disk yet; every node has on its own
 * what it has told anybody, with the batches themselves.
 */
import type { LogStore } from "./log_store.ts";
import type { Peers } from "./peers.ts";

/** Batches that are put back before the next ones are read. */
const AT_ONCE = 64;

/** What a node has to give back. */
export interface KeptLog {
  keptBatches(from: number, limit: number): Promise<{ position: number; bytes: Uint8Array }[]>;
  knownNodes(): Promise<string[]>;
}

/** Options of {@linkcode heal}. */
export interface HealOptions {
  store: Pick<LogStore, "bounds" | "putBack">;
  kept: KeptLog;
  peers: Pick<Peers, "others">;
  node: string;
  cluster: string;
  /** The position up to which this node has everything. */
  position: number;
}

/**
 * Resolves with how many batches were put back, once the log holds everything that this node has. More
 * than half of the nodes must have said how far they are: what only one of them has was acknowledged,
 * too. Whoever has most puts it back, and the others wait for that.
 *
 * @throws when it cannot be done now, with the reason.
 */
export async function heal(
  { store, kept, peers, node, cluster, position }: HealOptions,
): Promise<number> {
  const { last } = await store.bounds();
  if (last >= position) return 0;
  const others = peers.others.filter((other) => other.cluster === cluster);
  const known = new Set([...await kept.knownNodes(), node]);
  const voices = others.filter((other) => known.has(other.node)).length + 1;
  const lost = `the log ends with ${last}, and this node has everything up to ${position}`;
  if (2 * voices <= known.size) {
    throw new Error(`${lost}; it is put back when more than half of the nodes are there`);
  }
  const further = aheadOf({ node, position }, others);
  if (further !== undefined) throw new Error(`${lost}; ${further} puts it back`);
  let next = last + 1;
  while (next <= position) {
    const batches = await kept.keptBatches(next, AT_ONCE);
    if (batches[0]?.position !== next) {
      throw new Error(`${lost}; what is missing is not kept any more`);
    }
    for (const batch of batches) {
      if (batch.position > position) break;
      await store.putBack(batch.position, batch.bytes);
      next = batch.position + 1;
    }
  }
  return position - last;
}

/** Which node has more than this one, or as much and comes before it; undefined when none does. */
export function aheadOf(
  { node, position }: { node: string; position: number },
  others: readonly { node: string; position: number }[],
): string | undefined {
  return others.find((other) =>
    other.position > position || other.position === position && other.node < node
  )?.node;
}
