/** `chat admin cluster verify`: whether the databases of all nodes hold the same. */
import { delay } from "../../base/delay.ts";
import type { ComparedNode } from "../../doors/control/cluster_requests.ts";
import type { AdminConsole } from "../console.ts";
import { type Report, tableLines } from "../report.ts";

/** How often the nodes are asked whether they have read their databases, in milliseconds. */
const ASK_EVERY_MS = 250;

/** Characters of a hash that people are shown. */
const SHOWN = 12;

/** Nodes that have not the same in a table, or the same digest. */
interface Difference {
  /** `digest` is what became of everything that stands in the log. */
  of: string;
  /** What each has, by the name of the node. */
  nodes: Record<string, string>;
}

/** Compares them and says what came of it; sets the exit code 1 where they differ, or one says nothing. */
export async function verifyNodes(console: AdminConsole): Promise<Report> {
  const { position } = await console.request("cluster_verify", {});
  let nodes: ComparedNode[];
  do {
    await delay(ASK_EVERY_MS, new AbortController().signal);
    ({ nodes } = await console.request("cluster_verified", {}));
  } while (nodes.some(({ digest, trouble }) => digest === undefined && trouble === undefined));
  const differences = differencesOf(nodes);
  const silent = nodes.filter(({ trouble }) => trouble !== undefined);
  const isMixed = new Set(nodes.flatMap(({ schema }) => schema ?? [])).size > 1;
  const agree = differences.length === 0 && silent.length === 0 && !isMixed;
  if (!agree) Deno.exitCode = 1;
  const rows = nodes.map(({ node, digest, tables, trouble }) =>
    digest === undefined
      ? [node, trouble ?? ""]
      : [node, `${position}`, digest.slice(0, SHOWN), `${Object.keys(tables ?? {}).length} tables`]
  );
  const lines = tableLines([["NODE", "POSITION", "DIGEST", "COMPARED"], ...rows]);
  for (const { of, nodes: having } of differences) {
    const each = Object.entries(having).map(([node, hash]) => `${node} ${hash.slice(0, SHOWN)}`);
    lines.push(`WARNING: ${of} is not the same: ${each.join(", ")}`);
  }
  if (isMixed) {
    lines.push("Tables of different programs are not compared: bring all nodes to the newest one");
  }
  if (silent.length > 0) {
    lines.push(`Not compared: ${silent.map(({ node }) => node).join(", ")}`);
  }
  if (agree) lines.push("All nodes have the same");
  return { lines, objects: [{ position, agree, nodes, differences }] };
}

/** Tables are compared among nodes that have them in the same version. */
function differencesOf(nodes: readonly ComparedNode[]): Difference[] {
  const answered = nodes.filter(({ digest }) => digest !== undefined);
  const digests = answered.map(({ node, digest = "" }) => [node, digest]);
  const found: Difference[] = [{ of: "digest", nodes: Object.fromEntries(digests) }];
  for (const schema of new Set(answered.map((node) => node.schema))) {
    const alike = answered.filter((node) => node.schema === schema);
    const names = new Set(alike.flatMap(({ tables = {} }) => Object.keys(tables)));
    for (const of of [...names].toSorted()) {
      const having = alike.map(({ node, tables }) => [node, tables?.[of] ?? "nothing"]);
      found.push({ of, nodes: Object.fromEntries(having) });
    }
  }
  return found.filter(({ nodes: having }) => new Set(Object.values(having)).size > 1);
}
