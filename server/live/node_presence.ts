/** Who is connected to the other nodes of a cluster, as the journal tells it. */
import type { AccountRecord } from "../journal/records.ts";
import type { ConnectedAccount, NodeConnection } from "../journal/write/cluster/presence.ts";
import type { Hub } from "./hub.ts";

interface KnownNode {
  /** The last of its lives that was heard of. */
  epoch: number;
  connections: number;
}

/** Has the hub know accounts that are somewhere else. */
export class NodePresence {
  readonly #hub: Hub;
  /** This node. */
  readonly node: string;
  readonly #nodes = new Map<string, KnownNode>();

  constructor(node: string, hub: Hub) {
    this.node = node;
    this.#hub = hub;
  }

  /** Where else somebody is connected, and in which life of that node at last. */
  get nodes(): { node: string; epoch: number }[] {
    return [...this.#nodes].filter(([, { connections }]) => connections > 0)
      .map(([node, { epoch }]) => ({ node, epoch }));
  }

  /** A connection was opened; those to this node the hub knows by itself. */
  came(record: AccountRecord, at: NodeConnection & { epoch: number; session: number }): void {
    if (at.node === this.node) return;
    const known = this.#nodes.get(at.node) ?? { epoch: 0, connections: 0 };
    this.#nodes.set(at.node, known);
    known.epoch = Math.max(known.epoch, at.epoch);
    if (this.#hub.cameElsewhere(record, { key: keyOf(at), session: at.session })) {
      known.connections += 1;
    }
  }

  /** A connection has ended. */
  left({ account, ...at }: Omit<ConnectedAccount, "session">): void {
    const known = this.#nodes.get(at.node);
    if (known !== undefined && this.#hub.leftElsewhere(account, keyOf(at))) known.connections -= 1;
  }
}

function keyOf({ node, connection }: NodeConnection): string {
  return `${node}:${connection}`;
}
