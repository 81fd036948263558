/** Servers of NATS are replaced one after the other, each told to go before (SIGUSR2), while people write. */
import { assertSame } from "../../support/cluster.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { NodeProcesses } from "../../support/node_processes.ts";
import { SteadyWriters } from "../../support/steady_writers.ts";

natsTest("nothing is lost and nothing is twice when servers of NATS are replaced", async () => {
  await using nodes = await NodeProcesses.start(await NatsServers.start(3));
  await using writers = new SteadyWriters(nodes.addresses);
  await writers.begin(6);
  await writers.more(200);
  const waits: number[] = [];
  for (const index of [0, 1, 2]) {
    const server = nodes.servers.server(index);
    writers.longestWaitMs = 0;
    server.signal("SIGUSR2");
    await writers.more(100);
    await server.ended();
    await server.start();
    await nodes.untilLogIsWhole();
    await writers.more(100);
    waits.push(writers.longestWaitMs);
  }
  const words = waits.map((milliseconds) => `${Math.round(milliseconds)} ms`).join(", ");
  console.log(`The longest that somebody waited while each was replaced: ${words}`);
  await writers.end();
  await nodes.assertNothingLost(writers);
  await nodes.stop();
  assertSame(nodes.folders);
});
