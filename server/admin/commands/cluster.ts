/**
 * `chat admin cluster …`: how the nodes of a cluster are, whether they have the same, and what one does
 * with them.
 */
import type { Command } from "@commander-js/extra-typings";
import { takeNodeCopy } from "../../backup/take_node_copy.ts";
import type { ShownNode } from "../../../protocol/nodes.ts";
import { checkData } from "../console.ts";
import { done, type Report, tableLines } from "../report.ts";
import { type AdminContext, leaf, run, runAlone } from "../run.ts";
import { verifyNodes } from "./cluster_verify.ts";

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
      const lines = tableLines([COLUMNS, ...nodes.map(cellsOf)]);
      const working = nodes.filter(({ figures }) => figures !== undefined);
      if (working.length > 0) lines.push("", ...tableLines([WORK, ...working.map(workOf)]));
      const older = waitedFor({ level, nodes });
      if (older.length > 0) {
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
    cluster.command("verify"),
    "compare what the databases of all nodes hold; exit code 1 when one differs or says nothing",
    ["cluster verify", "cluster verify --json | jq .agree"],
  ).action((options) => run(options, context, verifyNodes));

  leaf(
    cluster.command("upgrade"),
    "tell what waits for nodes with an older program; exit code 1 as long as something does",
    ["cluster upgrade"],
  ).action((options) =>
    run(options, context, async (console) => {
      const { level, nodes } = await console.request("cluster_status", {});
      const older = waitedFor({ level, nodes });
      if (older.length > 0) Deno.exitCode = 1;
      const said = older.length > 0
        ? `Still to be replaced: ${older.map(({ node }) => node).join(", ")}`
        : "All nodes have all that the newest program among them has";
      const rows = nodes.map((one) => [one.node, one.state, one.program ?? "", levelOf(one)]);
      const lines = [...tableLines([["NODE", "STATE", "PROGRAM", "LEVEL"], ...rows]), said];
      const gone = nodes.filter(({ state }) => state === "gone").map(({ node }) => node);
      if (gone.length > 0) lines.push(`Nothing is known of ${gone.join(", ")}`);
      const waiting = older.map(({ node }) => node);
      const shown = nodes.map(({ node, state, program, level: can }) => ({
        node,
        state,
        program,
        level: can,
      }));
      return { lines, objects: [{ level, nodes: shown, waiting }] } satisfies Report;
    })
  );

  leaf(
    cluster.command("snapshot").argument("<folder>", "a data folder that is not there yet"),
    "copy this node into a folder that another node of the cluster can begin with",
    ["cluster snapshot /mnt/disk/chat --data /var/lib/chat"],
  ).action((folder, options) =>
    runAlone(options, async () => {
      checkData(options.data);
      const { files, position } = await takeNodeCopy(options.data, folder);
      return done(
        `${folder}: the node as it was at position ${position} of the log; start another one with it soon`,
        { folder, files, position },
      );
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

/** The nodes that keep others from what their newer program has: those that cannot, or say nothing. */
function waitedFor(
  { level, nodes }: { level: number; nodes: readonly ShownNode[] },
): readonly ShownNode[] {
  const isMixed = nodes.some((node) => (node.level ?? 0) > level);
  return isMixed ? nodes.filter((node) => (node.level ?? 0) <= level) : [];
}

function levelOf({ level }: ShownNode): string {
  return level === undefined ? "" : `${level}`;
}

const COLUMNS = ["NODE", "STATE", "POSITION", "BEHIND", "CLOCK", "PROGRAM", "ADDRESS"];

function cellsOf(
  { address = "", ahead_ms: aheadMs, behind, keeper, node, position, program = "", state }:
    ShownNode,
): string[] {
  return [
    node,
    keeper ? `${state}, keeper` : state,
    position === undefined ? "" : String(position),
    behind === undefined ? "" : String(behind),
    aheadMs === undefined ? "" : `${aheadMs < 0 ? "" : "+"}${(aheadMs / 1_000).toFixed(1)} s`,
    program,
    address,
  ];
}

const WORK = ["NODE", "CONNECTIONS", "ENTRIES/S", "BATCH", "LOG p50/p99", "APPLIED", "PUT BACK"];

function workOf({ figures, node }: ShownNode): string[] {
  if (figures === undefined) return [node];
  const { apply_ms: applied, batch, connections, healed, log_ms: placed, proposed } = figures;
  return [
    node,
    `${connections}`,
    `${proposed}`,
    `${batch}`,
    `${placed.join("/")} ms`,
    `${applied.join("/")} ms`,
    `${healed}`,
  ];
}
