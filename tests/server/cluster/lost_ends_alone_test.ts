/** The servers of the log lose its end, as after a power cut: what was acknowledged is there again. */
import { failureTest } from "../../support/failures.ts";

failureTest({
  name: "the servers of the log lose its end while the nodes run",
  async happens(cluster, writers) {
    await cluster.servers.killAndKeep();
    await cluster.servers.startAgain();
    await writers.more(200);
    await cluster.servers.killAndForget();
    await cluster.servers.startAgain();
  },
});

failureTest({
  name: "the power is cut everywhere, and the log has lost its end",
  isOnEtcd: true,
  async happens(cluster, writers) {
    await cluster.servers.killAndKeep();
    await cluster.servers.startAgain();
    await writers.more(200);
    await Promise.all([0, 1, 2].map((index) => cluster.killNode(index)));
    await cluster.servers.killAndForget();
    await cluster.servers.startAgain();
    await Promise.all([0, 1, 2].map((index) => cluster.startNode(index)));
  },
});
