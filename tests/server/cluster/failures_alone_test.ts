/** Nodes and servers of the log die and stop while people write: nothing acknowledged is lost or twice. */
import { assertSame } from "../../support/cluster.ts";
import { ON_ALL_ENGINES } from "../../support/engines.ts";
import { EtcdServers, etcdTest } from "../../support/etcd_servers.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { NodeProcesses } from "../../support/node_processes.ts";
import { SteadyWriters } from "../../support/steady_writers.ts";

/** What may keep their log. */
const ENGINES = [
  { on: "NATS", test: natsTest, start: (count: number) => NatsServers.start(count) },
  { on: "etcd", test: etcdTest, start: (count: number) => EtcdServers.start(count) },
];

for (
  const { name, happens, isOnEtcd = false } of [
    {
      name: "a node is killed and comes back",
      async happens(cluster: NodeProcesses, writers: SteadyWriters) {
        await cluster.killNode(1);
        await writers.more(200);
        await cluster.startNode(1);
      },
    },
    {
      name: "the node that does what one has to do for all is stopped for a while",
      async happens(cluster: NodeProcesses, writers: SteadyWriters) {
        cluster.node(0).kill("SIGSTOP");
        await writers.more(200);
        cluster.node(0).kill("SIGCONT");
      },
    },
    {
      name: "each server of the log is killed in turn, its leader among them",
      isOnEtcd: true,
      async happens(cluster: NodeProcesses, writers: SteadyWriters) {
        for (const index of [0, 1, 2]) {
          await cluster.servers.server(index).kill();
          await writers.more(100);
          await cluster.servers.server(index).start();
          await cluster.untilLogIsWhole();
        }
      },
    },
    {
      name: "two servers of the log are killed, and nothing goes on until one is back",
      async happens(cluster: NodeProcesses, writers: SteadyWriters) {
        await Promise.all([0, 1].map((index) => cluster.servers.server(index).kill()));
        await cluster.servers.server(1).start();
        await writers.more(50);
        await cluster.servers.server(0).start();
      },
    },
    {
      name: "the servers of the log lose its end while the nodes run",
      async happens(cluster: NodeProcesses, writers: SteadyWriters) {
        await cluster.servers.killAndKeep();
        await cluster.servers.startAgain();
        await writers.more(200);
        await cluster.servers.killAndForget();
        await cluster.servers.startAgain();
      },
    },
    {
      name: "the power is cut everywhere, and the log has lost its end",
      isOnEtcd: true,
      async happens(cluster: NodeProcesses, writers: SteadyWriters) {
        await cluster.servers.killAndKeep();
        await cluster.servers.startAgain();
        await writers.more(200);
        await Promise.all([0, 1, 2].map((index) => cluster.killNode(index)));
        await cluster.servers.killAndForget();
        await cluster.servers.startAgain();
        await Promise.all([0, 1, 2].map((index) => cluster.startNode(index)));
      },
    },
  ]
) {
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
