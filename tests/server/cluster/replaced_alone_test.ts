/** A node that stood still so long that somebody started another one under its name. */
import assert from "node:assert/strict";
import { startNode } from "../../support/cluster.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { NodeProcesses } from "../../support/node_processes.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

natsTest(
  "a node that stood still stops when another one has its name now, which goes on",
  async () => {
    await using cluster = await NodeProcesses.start(await NatsServers.start(1), [{}, {}]);
    const thawed = cluster.node(1);
    thawed.kill("SIGSTOP");
    using folder = new TemporaryFolder();
    await using replacement = await startNode(folder, { nats: cluster.servers, node: "b" });
    thawed.kill("SIGCONT");
    const code = await cluster.ended(1);
    assert.equal(code, 1);
    assert.match(thawed.stderr, /ERROR .*another server of the cluster is called "b", too/);
    await replacement.register("carol");
    (await cluster.enter(0, "dave")).close();
  },
);
