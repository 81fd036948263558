/** Something fails in a cluster while people write, and nothing acknowledged is lost or there twice. */
import { assertSame } from "./cluster.ts";
import { ON_ALL_ENGINES } from "./engines.ts";
import { EtcdServers, etcdTest } from "./etcd_servers.ts";
import { NatsServers, natsTest } from "./nats_servers.ts";
import { NodeProcesses } from "./node_processes.ts";
import { SteadyWriters } from "./steady_writers.ts";

/** What may keep their log. */
const ENGINES = [
  { on: "NATS", test: natsTest, start: (count: number) => NatsServers.start(count) },
  { on: "etcd", test: etcdTest, start: (count: number) => EtcdServers.start(count) },
];

/** What fails. */
export interface Failure {
  name: string;
  /** Whether it differs on etcd: it is tried there, too. @default false */
  isOnEtcd?: boolean;
  happens(cluster: NodeProcesses, writers: SteadyWriters): Promise<void>;
}

/** Defines its tests, of three nodes and three servers of the log. */
export function failureTest({ name, happens, isOnEtcd = false }: Failure): void {
  const chosen = ENGINES.filter(({ on }) => ON_ALL_ENGINES || on === "NATS" || isOnEtcd);
  for (const { on, test, start } of chosen) {
    test(`nothing is lost and nothing is twice when ${name}, on ${on}`, async () => {
      await using cluster = await NodeProcesses.start(await start(3));
      await using writers = new SteadyWriters(cluster.addresses);
      await writers.begin(6);
      await writers.more(200);
      await happens(cluster, writers);
      await writers.more(200);
      await writers.end();
      await cluster.assertNothingLost(writers);
      await cluster.stop();
      assertSame(cluster.folders);
    });
  }
}
