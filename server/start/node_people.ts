/** People at the nodes of a cluster: who is where, and what is told of them without being stored. */
import { SERVER } from "../journal/actors.ts";
import type { Journal } from "../journal/journal.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Hub } from "../live/hub.ts";
import { NodePresence } from "../live/node_presence.ts";
import { OwnPresence } from "../live/own_presence.ts";
import type { SessionLimitOptions } from "../live/session_limit.ts";

/** What it is put together from. */
export interface NodePeopleOptions {
  cluster: Cluster;
  journal: Journal;
  hub: Hub;
  limit: SessionLimitOptions;
}

/** What one node knows of the people at all of them. */
export interface NodePeople {
  presence: NodePresence;
  own: OwnPresence;
  /** Takes over what the database says; before anything is taken from the log. */
  load(): Promise<void>;
  /** Tells the others of this life; once everything is taken that was in the log. */
  begin(): Promise<void>;
}

/** Puts it together for a node. */
export function nodePeople(
  { cluster, journal, hub, limit }: NodePeopleOptions,
): NodePeople {
  const { node } = cluster.state;
  const presence = new NodePresence(node, hub);
  const own = new OwnPresence({ node, journal, limit });
  const ending = new Set<string>();

  /** One node says for all that another one is gone. */
  async function endGone(): Promise<void> {
    if (!cluster.isKeeper) return;
    for (const { node: gone, epoch } of presence.nodes) {
      if (!cluster.isGone(gone) || ending.has(gone)) continue;
      ending.add(gone);
      await journal.append("node_gone", { actor: SERVER, node: gone, epoch }).catch(() => {});
      ending.delete(gone);
    }
  }

  return {
    presence,
    own,
    async load() {
      const { accounts, connections } = await journal.query("connected", {});
      const byId = new Map(accounts.map((account) => [account.id, account]));
      for (const connection of connections) {
        const account = byId.get(connection.account);
        if (account !== undefined) presence.came(account, connection);
      }
    },
    async begin() {
      await journal.append("node_gone", { actor: SERVER, node, epoch: journal.epoch - 1 });
      cluster.peers.onChange(() => {
        void endGone();
        void own.repair();
      });
    },
  };
}
