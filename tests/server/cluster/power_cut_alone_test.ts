/** The power of one machine of three fails, on a real file system: what its node acknowledged is there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../../server/journal/database/database.ts";
import { assertSame } from "../../support/cluster.ts";
import { engines, ON_ETCD, ON_NATS } from "../../support/engines.ts";
import { LOOP_DISK_MISSING, LoopDisk } from "../../support/loop_disk.ts";
import { NodeProcesses } from "../../support/node_processes.ts";
import { SteadyWriters } from "../../support/steady_writers.ts";

/** Which node and server of the log have a disk of their own, and how large that is. */
const CUT = 1;
const DISK_MIB = 512;

/** What may keep their log. */
const ENGINES = engines(ON_NATS, ON_ETCD);

for (const { on, lack: withoutServers, Servers } of ENGINES) {
  const lack = LOOP_DISK_MISSING ?? withoutServers;
  const name = `what a node acknowledged is there after its power was cut, on ${on}` +
    (lack === undefined ? "" : ` (skipped: ${lack})`);

  Deno.test(name, { ignore: lack !== undefined }, async () => {
    await using disk = await LoopDisk.make(DISK_MIB);
    const options = [{}, { data: join(disk.folder, "data") }, {}];
    const stores = [undefined, join(disk.folder, "log")];
    await using nodes = await NodeProcesses.start(await Servers.start(3, { stores }), options);
    await using writers = new SteadyWriters(nodes.addresses);
    await writers.begin(6);
    await writers.more(400);
    // What is acknowledged from now on comes from a machine without power.
    const own = [...writers.acknowledgedBy].filter(([, node]) => node === CUT);
    await disk.cut();
    const server = nodes.servers.server(CUT);
    await Promise.all([nodes.killNode(CUT), server.kill()]);
    await disk.restart();
    const there = textsIn(join(disk.folder, "data"));
    assert.notEqual(own.length, 0);
    for (const [text] of own) assert.ok(there.has(text), `"${text}" is not on the disk`);
    await writers.more(200);
    await server.start();
    await nodes.startNode(CUT);
    await writers.more(200);
    await writers.end();
    await nodes.assertNothingLost(writers);
    await nodes.stop();
    assertSame(nodes.folders);
  });
}

/** What the database of a node holds that has ended. */
function textsIn(data: string): ReadonlySet<unknown> {
  using database = new DatabaseSync(databasePath(data));
  assert.equal(database.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
  return new Set(database.prepare("SELECT text FROM messages").all().map(({ text }) => text));
}
