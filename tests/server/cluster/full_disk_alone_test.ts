/** The disk of one node becomes full: it stops, and the others go on. */
import assert from "node:assert/strict";
import { assertSame } from "../../support/cluster.ts";
import { engines, ON_ETCD, ON_NATS } from "../../support/engines.ts";
import { NodeProcesses } from "../../support/node_processes.ts";
import { SmallDisk, whatASmallDiskLacks } from "../../support/small_disk.ts";
import { SteadyWriters } from "../../support/steady_writers.ts";

const MIB = 1_024 * 1_024;

/** Which node has the small disk, and how large that is. */
const FULL = 1;
const DISK_MIB = 64;

/** What may keep their log. */
const ENGINES = engines(ON_ETCD, ON_NATS);

const withoutDisk = await whatASmallDiskLacks();

for (const { on, lack: withoutServers, Servers } of ENGINES) {
  const lack = withoutDisk ?? withoutServers;
  const name = `a node whose disk is full stops, and goes on when there is room, on ${on}` +
    (lack === undefined ? "" : ` (skipped: ${lack})`);

  Deno.test(name, { ignore: lack !== undefined }, async () => {
    await using disk = await SmallDisk.make(DISK_MIB);
    const options = [{}, { data: `${disk.folder}/data` }, {}];
    await using nodes = await NodeProcesses.start(await Servers.start(3), options);
    await using writers = new SteadyWriters(nodes.addresses);
    await writers.begin(6);
    await writers.more(200);

    const { stderr } = await filled(disk, nodes);
    assert.match(stderr, /^ERROR Nothing can be stored any more: .*database or disk is full$/m);
    await writers.more(200);

    Deno.removeSync(`${disk.folder}/filler`);
    await nodes.startNode(FULL);
    await writers.more(200);
    await writers.end();
    await nodes.assertNothingLost(writers);
    await nodes.stop();
    assertSame(nodes.folders);
  });
}

/** Takes all the room of the disk until the node on it has ended; what it printed. */
async function filled(disk: SmallDisk, nodes: NodeProcesses): Promise<{ stderr: string }> {
  const node = nodes.node(FULL);
  const ended = nodes.ended(FULL);
  let hasEnded = false;
  void ended.finally(() => hasEnded = true);
  using file = Deno.openSync(`${disk.folder}/filler`, { create: true, write: true });
  const zeros = new Uint8Array(MIB);
  while (!hasEnded) {
    // What the node gives back to the disk (its log, that it begins again) is taken as well.
    await file.write(zeros).catch(() => new Promise((resolve) => setTimeout(resolve, 20)));
  }
  assert.notEqual(await ended, 0);
  return node;
}
