/** How long people wait while a server of a cluster's log is killed, told to end, or told to hand over. */
import { EtcdServers, whatEtcdLacks } from "../../tests/support/etcd_servers.ts";
import type { LogServers } from "../../tests/support/log_servers.ts";
import { NatsServers, whatNatsLacks } from "../../tests/support/nats_servers.ts";
import { leaderOf, untilWhole } from "../../tests/support/log_leader.ts";

/** What happens to which of the servers. */
const FAILURES: readonly { what: string; isLeader: boolean; signal: Deno.Signal }[] = [
  { what: "another server is killed", isLeader: false, signal: "SIGKILL" },
  { what: "the leader is killed", isLeader: true, signal: "SIGKILL" },
  { what: "the leader is told to end (SIGTERM)", isLeader: true, signal: "SIGTERM" },
  { what: "the leader is told to hand over (SIGUSR2)", isLeader: true, signal: "SIGUSR2" },
];

/** Starts the servers of an engine; throws when they are not installed. */
export function startLog(engine: string): Promise<LogServers> {
  const lack = engine === "etcd" ? whatEtcdLacks() : whatNatsLacks();
  if (lack !== undefined) throw new Error(lack);
  return engine === "etcd" ? EtcdServers.start(3) : NatsServers.start(3);
}

/**
 * Has all of it happen, each so many times; returns the longest waits in milliseconds. `longestWait` has
 * somebody write, at nodes of the cluster of this name, while it calls what it is given.
 */
export async function logFailures(
  servers: LogServers,
  { cluster, times, longestWait }: {
    cluster: string;
    times: number;
    longestWait(username: string, happens: () => Promise<void>): Promise<number>;
  },
): Promise<[string, number[]][]> {
  const results: [string, number[]][] = [];
  const isEtcd = servers.addresses.some((address) => address.startsWith("etcd:"));
  for (const [number, { what, isLeader, signal }] of FAILURES.entries()) {
    if (isEtcd && signal === "SIGUSR2") continue;
    const waits: number[] = [];
    for (let time = 0; time < times; time++) {
      const leader = await leaderOf(servers, cluster);
      const server = servers.server(isLeader ? leader : (leader + 1) % 3);
      waits.push(
        await longestWait(`f${number}t${time}`, async () => {
          server.signal(signal);
          await server.ended();
        }),
      );
      await server.start();
      await untilWhole(servers, cluster);
    }
    results.push([what, waits]);
  }
  return results;
}
