/** Queries about who is connected to the nodes of a cluster. */
import type { Readers } from "../applier.ts";
import type { AccountRecord } from "../records.ts";
import { allNicks, type CalledAccount } from "../write/accounts/nicks.ts";
import { accountRecord } from "../write/accounts/sessions.ts";
import { allConnected, type ConnectedSince } from "../write/cluster/presence.ts";

/** Queries about connections. */
export interface ConnectedQueries {
  /** Every connection that is known of, with the accounts that they are of. */
  connected: {
    fields: Record<never, never>;
    result: {
      connections: ConnectedSince[];
      accounts: AccountRecord[];
      /** How those are called who are not called like their accounts. */
      nicks: CalledAccount[];
    };
  };
}

/** Answers {@linkcode ConnectedQueries}. */
export const CONNECTED_READERS: Readers<ConnectedQueries> = {
  connected(store) {
    const connections = allConnected(store);
    const ids = [...new Set(connections.map(({ account }) => account))];
    const accounts = ids.map((id) => accountRecord(store, id, { session: 0, displaced: [] }));
    return { connections, accounts, nicks: allNicks(store) };
  },
};
