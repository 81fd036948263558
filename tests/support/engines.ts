/**
 * Which engines the long tests of clusters are run on: all of them where `ENGINES=all` says so, else each
 * test on one of them, because what differs between them has tests of its own.
 */
import { EtcdServers, whatEtcdLacks } from "./etcd_servers.ts";
import { NatsServers, whatNatsLacks } from "./nats_servers.ts";

/** Whether all of them are wanted. */
export const ON_ALL_ENGINES = Deno.env.get("ENGINES") === "all";

/** What may keep the log of a cluster, and why it cannot here. */
export const ON_NATS = { on: "NATS", lack: whatNatsLacks(), Servers: NatsServers };
export const ON_ETCD = { on: "etcd", lack: whatEtcdLacks(), Servers: EtcdServers };

/** The engines of a test: the first alone, or all. */
export function engines<Engine>(first: Engine, ...others: Engine[]): Engine[] {
  return ON_ALL_ENGINES ? [first, ...others] : [first];
}
