/** The nodes of a cluster as one of them sees them, for those who look after it. */
import type { ShownNode } from "../../protocol/nodes.ts";
import type { Cluster } from "./cluster.ts";

/** All nodes that are there, and those of `known` that are not, by name. */
export function shownNodes(cluster: Cluster, known: readonly string[]): ShownNode[] {
  const own = cluster.state;
  const { keeper, others } = cluster.peers;
  const names = new Set([own.node, ...others.map(({ node }) => node), ...known]);
  const furthest = Math.max(own.position, ...others.map(({ position }) => position));
  return [...names].toSorted().map((node): ShownNode => {
    const seen = node === own.node ? own : others.find((other) => other.node === node);
    if (seen === undefined) return { node, state: "gone", keeper: false };
    const { address, digest, figures, isServing, level, position, program } = seen;
    return {
      node,
      state: node === own.node ? "here" : isServing ? "serving" : "starting",
      keeper: node === keeper,
      position,
      behind: furthest - position,
      digest,
      ...("aheadMs" in seen ? { ahead_ms: Math.round(Number(seen.aheadMs)) } : {}),
      program,
      level,
      ...(address === "" ? {} : { address }),
      ...(figures === undefined ? {} : { figures }),
    };
  });
}
