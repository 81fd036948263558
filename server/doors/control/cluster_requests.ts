/**
 * What only the console can ask for about the cluster: how its nodes are, whether they have the same, and
 * that one will not be back.
 */
import { ChatError } from "../../../protocol/errors.ts";
import { type FieldsOf, type Shape, text } from "../../../protocol/field_checks.ts";
import type { ShownNode } from "../../../protocol/nodes.ts";
import { plainReason } from "../../base/plain_reason.ts";
import { shownNodes } from "../../cluster/shown_nodes.ts";
import { CONSOLE, SERVER } from "../../journal/actors.ts";
import type { Services } from "../../commands/services.ts";

/** The actions. */
export const CLUSTER_SHAPES = {
  cluster_status: {},
  cluster_leave: { node: text },
  cluster_verify: {},
  cluster_verified: {},
} as const satisfies Record<string, Shape>;

/** The name of one. */
export type ClusterAction = keyof typeof CLUSTER_SHAPES;

/** What they answer. */
export interface ClusterAnswers {
  /** `differing` are nodes whose database is another one than that of this node. */
  cluster_status: {
    cluster: string;
    /** What may be proposed: rises by itself once the programs of all nodes can more. */
    level: number;
    nodes: ShownNode[];
    differing: string[];
    cut_off: boolean;
  };
  cluster_leave: Record<never, never>;
  /** At which position of the log the databases are compared. */
  cluster_verify: { position: number };
  /** What each node has there, as far as it has answered. */
  cluster_verified: { position: number; nodes: ComparedNode[] };
}

/** What a node has at the position at which all are compared. */
export interface ComparedNode {
  node: string;
  /** What became of everything up to there; missing as long as it has not answered. */
  digest?: string;
  /** The version of its tables, and a hash of what each of them holds. */
  schema?: number;
  tables?: Readonly<Record<string, string>>;
  /** Why it does not answer. */
  trouble?: string;
}

/** Answers them. */
export const CLUSTER_ACTIONS: {
  readonly [A in ClusterAction]: (
    services: Services,
    fields: FieldsOf<(typeof CLUSTER_SHAPES)[A]>,
  ) => Promise<ClusterAnswers[A]>;
} = {
  async cluster_status(services) {
    const { journal } = services;
    const cluster = clusterOf(services);
    const nodes = shownNodes(cluster, await journal.knownNodes());
    const { cluster: id } = cluster.state;
    const { differing, isCutOff, level } = cluster;
    return { cluster: id, level, nodes, differing, cut_off: isCutOff };
  },

  async cluster_leave(services, { node }) {
    const { journal } = services;
    const cluster = clusterOf(services);
    if (!(await journal.knownNodes()).includes(node)) {
      throw new ChatError("bad_field", `This cluster has no node "${node}"`);
    }
    if (node === cluster.state.node || cluster.peers.others.some((other) => other.node === node)) {
      throw new ChatError("bad_field", `The node "${node}" lives; stop it first`);
    }
    await journal.append("forget_node", { actor: CONSOLE, node });
    return {};
  },

  async cluster_verify(services) {
    const { journal } = services;
    const cluster = clusterOf(services);
    // An entry that changes nothing: the log has to go on for all to come to one position of it.
    const push = () => journal.append("raise_level", { actor: SERVER, level: cluster.level });
    try {
      return { position: await cluster.compare(push) };
    } catch (error) {
      if (error instanceof ChatError) throw error;
      throw new ChatError("busy", `This cannot be compared now: ${plainReason(error)}`);
    }
  },

  async cluster_verified(services) {
    const { journal } = services;
    const { comparison, peers } = clusterOf(services);
    if (comparison === undefined) throw new ChatError("bad_field", "Nothing is compared");
    const looked = await comparison.looked();
    const nodes = looked.map(({ node, seen, trouble }): ComparedNode => ({
      node,
      ...seen,
      ...(trouble === undefined ? {} : { trouble }),
    }));
    for (const node of await journal.knownNodes()) {
      const isAsked = nodes.some((one) => one.node === node);
      if (isAsked) continue;
      const position = peers.heard(node)?.position;
      const where = position === undefined
        ? ""
        : `; it was at ${position} when it was heard of last`;
      nodes.push({ node, trouble: `it is gone${where}` });
    }
    return { position: comparison.position, nodes };
  },
};

function clusterOf({ cluster }: Services) {
  if (cluster === undefined) {
    throw new ChatError("bad_field", "This server is no node of a cluster");
  }
  return cluster;
}
