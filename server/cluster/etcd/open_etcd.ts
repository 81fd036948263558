/** The log and the bus of a cluster on etcd; loaded only by those who are a node of one there. */
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import type { Engine } from "../engine.ts";
import type { ClusterSettings } from "../settings.ts";
import { Compaction } from "./compaction.ts";
import { EtcdBus } from "./etcd_bus.ts";
import { EtcdClient } from "./etcd_client.ts";
import { EtcdKeeper } from "./etcd_keeper.ts";
import { EtcdStore } from "./etcd_store.ts";
import { keysOf } from "./keys.ts";

/** Where etcd takes its clients, unless an address says otherwise. */
const PORT = 2379;

/**
 * Connects to etcd as one node.
 *
 * @throws {StartError} when it cannot be reached.
 */
export async function openEtcd(
  { servers, name }: ClusterSettings,
  node: string,
  onFailure: (message: string) => void,
): Promise<Engine> {
  const keys = keysOf(name);
  const urls = servers.map(urlOf);
  const client = new EtcdClient({
    servers: urls.map(({ origin }) => origin),
    user: urls.map(userOf).find((user) => user !== undefined),
    probe: keys.head,
    onFailure,
  });
  const bus = new EtcdBus(client, { keys, node, run: crypto.randomUUID().slice(0, 8) });
  try {
    await client.reach();
    await bus.open();
  } catch (cause) {
    await client.close();
    const where = urls.map(({ host }) => host).join(", ");
    throw new StartError(`Cannot reach the log at ${where}: ${plainReason(cause)}.`, { cause });
  }
  const compaction = new Compaction(client, keys);
  return {
    name: "etcd",
    keeper: new EtcdKeeper(client, keys),
    store: new EtcdStore(client, keys),
    bus,
    isConnected: () => client.isThere,
    async close() {
      compaction.close();
      await bus.close();
      await client.close();
    },
  };
}

/** `etcd://host` without encryption, `etcds://host` with it. */
function urlOf(server: string): URL {
  const url = new URL(server.replace(/^etcd(s?):/, "http$1:"));
  // The ports that a browser would take are left out, although they were said.
  const isGiven = /:\d+$/.test(server);
  if (!isGiven) url.port = `${PORT}`;
  return url;
}

function userOf({ username, password }: URL): { name: string; password: string } | undefined {
  if (username === "") return undefined;
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}
