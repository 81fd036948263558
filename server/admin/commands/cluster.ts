/** `chat admin cluster …`: how the nodes of a cluster are, and taking one out of it. */
import type { Command } from "@commander-js/extra-typings";
import type { ShownNode } from "../../doors/control/cluster_requests.ts";
import { done, type Report, tableLines } from "../report.ts";
import { type AdminContext, leaf, run } from "../run.ts";

/** Adds the commands. */
export function addClusterCommands(admin: Command, context: AdminContext): void {
  const cluster = admin.command("cluster").description("the nodes that this server is one of");

  leaf(
    cluster.command("status"),
    "tell how the nodes are; exit code 1 when one is gone or has another database",
    ["cluster status", "cluster status --json | jq -r '.nodes[].position'"],
  ).action((options) =>
    run(options, context, async (console) => {
      const shown = await console.request("cluster_status", {});
      const { cut_off: isCutOff, differing, level, nodes } = shown;
      const isWrong = isCutOff || differing.length > 0 ||
        nodes.some(({ state }) => state === "gone");
      if (isWrong) Deno.exitCode = 1;
      const lines = tableLines([COLUMNS, ...nodes.map((node) => cellsOf(node, nodes))]);
      const older = nodes.filter((node) => (node.level ?? Infinity) <= level);
      const isMixed = older.length > 0 && nodes.some((node) => (node.level ?? 0) > level);
      if (isMixed) {
        lines.push(
          `What the newer program has waits for ${older.map(({ node }) => node).join(", ")}`,
        );
      }
      if (isCutOff) lines.push("WARNING: this node does not reach the log");
      for (const node of differing) {
        lines.push(`WARNING: ${node} has another database than this node`);
      }
      return { lines, objects: [shown] } satisfies Report;
    })
  );

  leaf(
    cluster.command("leave"),
    "forget a node that will not be back, so that the others count without it",
    ["cluster leave c"],
  ).argument("<node>", "its name, as cluster status shows it").action((node, options) =>
    run(options, context, async (console) => {
      await console.request("cluster_leave", { node });
      return done(`${node} is no node of this cluster any more`, { node });
    })
  );
}

const COLUMNS = ["NODE", "STATE", "POSITION", "BEHIND", "CLOCK", "PROGRAM", "ADDRESS"];

function cellsOf(
  { address = "", ahead_ms: aheadMs, keeper, node, position, program = "", state }: ShownNode,
  nodes: readonly ShownNode[],
): string[] {
  const furthest = Math.max(0, ...nodes.map((other) => other.position ?? 0));
  return [
    node,
    keeper ? `${state}, keeper` : state,
    position === undefined ? "" : String(position),
    position === undefined ? "" : String(furthest - position),
    aheadMs === undefined ? "" : `${aheadMs < 0 ? "" : "+"}${(aheadMs / 1_000).toFixed(1)} s`,
    program,
    address,
  ];
}
