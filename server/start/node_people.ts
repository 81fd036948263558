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
  /** The others have taken this node for gone: tells them again who is here, and how they are called. */
  again(): void;
  /** Finds out who may be told by whom that an account has a nick; called before it has it. */
  called(account: { id: number; name: string }, nick: string): void;
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

  /** With the nick that the others have forgotten, if nobody else has it by now. */
  function callAgain(): void {
    for (const { connections, id, name } of hub.online()) {
      const nick = hub.nicks.of(name);
      if (connections.size === 0 || nick === undefined) continue;
      journal.append("call_account", { actor: id, name: nick })
        .catch(() => hub.appearance.callAccount(id, name));
    }
  }

  /** Nothing is told of a nick to those who watch it before it is known who ignores whom. */
  async function settle({ id, name }: { id: number; name: string }, nick: string): Promise<void> {
    const { watches } = hub;
    const watchers = watches.unsettled(nick, name);
    if (watchers.length === 0) return;
    const release = hub.appearance.holdNick(nick);
    try {
      const pairs = await journal.query("ignoring_among", { account: id, watchers });
      watches.settleNick({ nick, account: name }, pairs);
    } catch {
      // Then they are not told.
    } finally {
      release();
    }
  }

  return {
    presence,
    own,
    again() {
      own.again();
      callAgain();
    },
    called: (account, nick) => void settle(account, nick),
    async load() {
      const { accounts, connections, nicks } = await journal.query("connected", {});
      const byId = new Map(accounts.map((account) => [account.id, account]));
      for (const connection of connections) {
        const account = byId.get(connection.account);
        if (account !== undefined) presence.came(account, connection);
      }
      for (const { account, nick } of nicks) hub.appearance.callAccount(account, nick);
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
