/** How a node of a cluster is, as metrics. */
import { shownNodes } from "../cluster/shown_nodes.ts";
import type { Services } from "../commands/services.ts";
import type { Family } from "./exposition.ts";
import { counter, gauge } from "./families.ts";

/** Nothing for a server by itself. */
export async function clusterFamilies(
  { cluster, journal }: Pick<Services, "cluster" | "journal">,
): Promise<Family[]> {
  if (cluster === undefined) return [];
  const { state: { position } } = cluster;
  const nodes = shownNodes(cluster, await journal.knownNodes());
  const behind = nodes.find(({ state }) => state === "here")?.behind ?? 0;
  const serving = nodes.filter(({ state }) => state === "here" || state === "serving").length;
  return [
    gauge("chat_cluster_nodes", "Nodes that serve, as far as this one has heard.", serving),
    gauge("chat_cluster_known_nodes", "Nodes that the cluster has, gone or not.", nodes.length),
    gauge(
      "chat_cluster_differing_nodes",
      "Nodes whose database is another one than that of this node.",
      cluster.differing.length,
    ),
    gauge(
      "chat_cluster_keeper",
      "Whether this node does what one has to do for all.",
      Number(cluster.isKeeper),
    ),
    gauge(
      "chat_cluster_level",
      "What may be proposed: as much as the oldest program of all nodes can.",
      cluster.level,
    ),
    gauge("chat_cluster_position", "Batches of the log that are applied here.", position),
    gauge(
      "chat_cluster_behind_batches",
      "Batches that another node has applied and this one has not.",
      behind,
    ),
    gauge(
      "chat_cluster_log_reachable",
      "Whether the servers that keep the log are within reach.",
      Number(cluster.isLogThere),
    ),
    gauge(
      "chat_cluster_clock_ok",
      "Whether the clock of this machine is that of the others.",
      Number(!cluster.isClockWrong),
    ),
    counter(
      "chat_cluster_healed_batches",
      "Batches that this node has put back because the log had lost them.",
      cluster.healed,
    ),
  ];
}
