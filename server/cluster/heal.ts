/**
 * Puts back what the log has lost. Engines confirm what is not on a disk yet; every node has on its own
 * what it has told anybody, with the batches themselves.
 */
import type { LogStore } from "./log_store.ts";
import type { Peer, Peers } from "./peers.ts";

/** Batches that are put back before the next ones are read. */
const AT_ONCE = 64;

/**
 * How long it is waited for all nodes, in milliseconds, where nobody serves or the log has lost something:
 * one that is a moment later may have more than all others, and has told somebody of it.
 */
export const ALL_WITHIN_MS = 10_000;

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
  /** Since when this is tried, and what the clock shows by which nodes are heard of, in milliseconds. */
  sinceMs: number;
  nowMs: number;
}

/**
 * Resolves with how many batches were put back, once the log holds everything that a node has:
 * what only one of them has was acknowledged, too. Whoever has most puts it back, and the others wait
 * for that ({@linkcode restoreObstacle}).
 *
 * @throws when it cannot be done now, with the reason.
 */
export async function heal(
  { store, kept, peers, node, cluster, position, sinceMs, nowMs }: HealOptions,
): Promise<number> {
  const all = peers.others.filter((other) => other.cluster === cluster);
  const { last } = await store.bounds();
  const known = new Set([...await kept.knownNodes(), node]);
  const waitedMs = nowMs - sinceMs;
  if (last >= Math.max(position, ...all.map((other) => other.position))) {
    // Where somebody serves, the log has gone on already.
    const missing = all.some(({ isServing }) => isServing) ? [] : missingOf(known, all, node);
    if (missing.length === 0 || waitedMs >= ALL_WITHIN_MS) return 0;
    throw new Error(`${missing.join(", ")} may have more than the log`);
  }
  const lost = `the log ends with ${last}, and this node has everything up to ${position}`;
  // What was said before may be less than was there in the end.
  const others = all.filter(({ heardMs }) => heardMs >= sinceMs);
  const obstacle = restoreObstacle({ node, position }, { known, others, waitedMs });
  if (obstacle !== undefined) throw new Error(`${lost}; ${obstacle}`);
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

/** How far one node is. */
type Standing = Pick<Peer, "node" | "position">;

/**
 * Why a node may not give back what the log has lost, after it has waited for so many milliseconds;
 * undefined where it may. More than half of the nodes that are known must have said how far they are,
 * all of them where that does not take too long, and none of them may have more.
 */
export function restoreObstacle(
  own: Standing,
  { known, others, waitedMs }: {
    known: ReadonlySet<string>;
    others: readonly Standing[];
    waitedMs: number;
  },
): string | undefined {
  const missing = missingOf(known, others, own.node);
  if (2 * (known.size - missing.length) <= known.size) {
    return "it is put back when more than half of the nodes are there";
  }
  const further = aheadOf(own, others);
  if (further !== undefined) return `${further} puts it back`;
  if (missing.length === 0 || waitedMs >= ALL_WITHIN_MS) return undefined;
  return `${missing.join(", ")} may have more`;
}

function missingOf(
  known: ReadonlySet<string>,
  others: readonly Standing[],
  own: string,
): string[] {
  const there = new Set([own, ...others.map(({ node }) => node)]);
  return [...known].filter((node) => !there.has(node));
}

/** Which node has most, or as much and comes first by name; undefined where that is this one. */
function aheadOf(own: Standing, others: readonly Standing[]): string | undefined {
  const [first] = [own, ...others].toSorted((one, other) =>
    other.position - one.position || (one.node < other.node ? -1 : 1)
  );
  return first?.node === own.node ? undefined : first?.node;
}
