/** Nodes and servers of the log die and stop while people write: nothing acknowledged is lost or twice. */
import { failureTest } from "../../support/failures.ts";

failureTest({
  name: "a node is killed and comes back",
  async happens(cluster, writers) {
    await cluster.killNode(1);
    await writers.more(200);
    await cluster.startNode(1);
  },
});

failureTest({
  name: "the node that does what one has to do for all is stopped for a while",
  async happens(cluster, writers) {
    cluster.node(0).kill("SIGSTOP");
    await writers.more(200);
    cluster.node(0).kill("SIGCONT");
  },
});

failureTest({
  name: "each server of the log is killed in turn, its leader among them",
  isOnEtcd: true,
  async happens(cluster, writers) {
    for (const index of [0, 1, 2]) {
      await cluster.servers.server(index).kill();
      await writers.more(100);
      await cluster.servers.server(index).start();
      await cluster.untilLogIsWhole();
    }
  },
});

failureTest({
  name: "two servers of the log are killed, and nothing goes on until one is back",
  async happens(cluster, writers) {
    await Promise.all([0, 1].map((index) => cluster.servers.server(index).kill()));
    await cluster.servers.server(1).start();
    await writers.more(50);
    await cluster.servers.server(0).start();
  },
});
