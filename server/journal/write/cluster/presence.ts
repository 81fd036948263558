/**
 * Who is connected to which node of a cluster. A server by itself knows that without asking and appends
 * nothing of it; nodes tell each other by entries, so that all of them see the same come and go.
 */
import { ChatError } from "../../../../protocol/errors.ts";
import type { SessionConflict } from "../../session_conflict.ts";
import type { Appliers } from "../../applier.ts";
import type { Store } from "../../database/store.ts";
import type { AccountRecord } from "../../records.ts";
import { releaseNicks } from "../accounts/nicks.ts";
import { accountRecord } from "../accounts/sessions.ts";
import type { WriteStore } from "../write_store.ts";

/** One connection to one node. */
export interface NodeConnection {
  node: string;
  /** Its number there; numbers begin again with each start of the node. */
  connection: number;
}

/** A connection, and the account that it is of. */
export interface ConnectedAccount extends NodeConnection {
  account: number;
  session: number;
}

/** The same, and in which life of its node. */
export interface ConnectedSince extends ConnectedAccount {
  epoch: number;
}

/** Entries about connections. */
export interface PresenceEntries {
  /**
   * The account that acts has entered on a connection. Says which connections have to go: the oldest of
   * too many sessions, or this one itself.
   */
  came: {
    fields: NodeConnection & {
      epoch: number;
      session: number;
      /** How many sessions of the account may be connected at once; 0 for any number. */
      sessionsPerUser: number;
      sessionConflict: SessionConflict;
    };
    result: { record: AccountRecord; displaced: NodeConnection[] };
  };
  /** A connection of an account has ended. */
  left: { fields: ConnectedAccount; result: null };
  /** A node has ended without a word: nobody is connected to it any more, in its lives up to `epoch`. */
  node_gone: { fields: { node: string; epoch: number }; result: { left: ConnectedAccount[] } };
  /** A node will not be back: nobody counts it any more. */
  forget_node: { fields: { node: string }; result: null };
  /** Every node can what this level needs. */
  raise_level: { fields: { level: number }; result: null };
}

/** Applies {@linkcode PresenceEntries}. */
export const PRESENCE_APPLIERS: Appliers<PresenceEntries> = {
  came(store, { actor: account, timeMs, ...came }) {
    const known = store.get(
      "SELECT 1 FROM sessions WHERE id = ? AND account = ?",
      came.session,
      account,
    );
    if (known === undefined) throw new ChatError("bad_credentials");
    store.run(
      `INSERT OR REPLACE INTO connected (node, connection, epoch, account, session, since_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
      came.node,
      came.connection,
      came.epoch,
      account,
      came.session,
      timeMs,
    );
    const displaced = tooMany(store, { account, ...came });
    return {
      record: accountRecord(store, account, { session: came.session, displaced: [] }),
      displaced,
    };
  },

  left(store, { node, connection, account, session, timeMs }) {
    store.run("DELETE FROM connected WHERE node = ? AND connection = ?", node, connection);
    releaseNicks(store, [account]);
    store.run("UPDATE accounts SET seen_ms = ? WHERE id = ?", timeMs, account);
    store.run("UPDATE sessions SET used_ms = ? WHERE id = ?", timeMs, session);
    return null;
  },

  node_gone(store, { node, epoch, timeMs }) {
    const left = connectedTo(store, node, epoch);
    store.run("DELETE FROM connected WHERE node = ? AND epoch <= ?", node, epoch);
    const accounts = new Set(left.map((one) => one.account));
    releaseNicks(store, accounts);
    for (const account of accounts) {
      store.run("UPDATE accounts SET seen_ms = ? WHERE id = ?", timeMs, account);
    }
    return { left };
  },

  forget_node(store, { node }) {
    store.run("DELETE FROM shared_log_nodes WHERE name = ?", node);
    return null;
  },

  raise_level(store, { level }) {
    store.run("UPDATE shared_log SET level = max(level, ?)", level);
    return null;
  },
};

/** Everybody who is connected, by node; accounts that have ended meanwhile are nowhere. */
export function allConnected(store: Store): ConnectedSince[] {
  return store.all(
    `SELECT connected.* FROM connected JOIN accounts ON accounts.id = account
     WHERE deleted_ms IS NULL ORDER BY node, connection`,
  )
    .map((row) => ({ ...connectedAccount(row), epoch: Number(row["epoch"]) }));
}

/** Of too many sessions those that go: the oldest, or the one that has just come. */
function tooMany(
  store: WriteStore,
  { account, session, node, connection, sessionsPerUser, sessionConflict }: {
    account: number;
    session: number;
    node: string;
    connection: number;
    sessionsPerUser: number;
    sessionConflict: SessionConflict;
  },
): NodeConnection[] {
  if (sessionsPerUser === 0) return [];
  const rows = store.all(
    `SELECT node, connection, account, session FROM connected WHERE account = ?
     ORDER BY since_ms, node, connection`,
    account,
  ).map(connectedAccount);
  // A session that comes back takes the place of its own connection, which may not know yet that it is dead.
  const own = rows.filter((row) =>
    row.session === session && !(row.node === node && row.connection === connection)
  );
  const others = [...new Set(rows.map((row) => row.session).filter((one) => one !== session))];
  const excess = others.length + 1 - sessionsPerUser;
  const isRefused = excess > 0 && sessionConflict === "refuse";
  if (isRefused) return [{ node, connection }];
  const going = new Set(others.slice(0, Math.max(0, excess)));
  const displaced = rows.filter((row) => going.has(row.session));
  return [...own, ...displaced].map((row) => ({ node: row.node, connection: row.connection }));
}

function connectedTo(store: Store, node: string, epoch: number): ConnectedAccount[] {
  return store.all(
    `SELECT node, connection, account, session FROM connected WHERE node = ? AND epoch <= ?
     ORDER BY connection`,
    node,
    epoch,
  ).map(connectedAccount);
}

function connectedAccount(row: Record<string, unknown>): ConnectedAccount {
  const { node, connection, account, session } = row;
  return {
    node: String(node),
    connection: Number(connection),
    account: Number(account),
    session: Number(session),
  };
}
