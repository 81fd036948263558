/** A machine of three is cut off from the other two, while its clients still reach it. */
import assert from "node:assert/strict";
import { assertSame } from "../../support/cluster.ts";
import { within } from "../../support/deadline.ts";
import { engines, ON_ETCD, ON_NATS } from "../../support/engines.ts";
import { Machines, whatMachinesLack } from "../../support/machines.ts";
import { NodeProcesses } from "../../support/node_processes.ts";
import { ok } from "../../support/requests.ts";
import { SteadyWriters } from "../../support/steady_writers.ts";
import { type Line, TestClient } from "../../support/test_client.ts";

const CUT = 2;
const OTHER = 0;

/** How long it may take until a node has noticed that it is cut off, and until it is not any more. */
const NOTICED_WITHIN_MS = 60_000;

/** What may keep their log. */
const ENGINES = engines(ON_NATS, ON_ETCD);

const withoutMachines = await whatMachinesLack();

for (const { on, lack: withoutServers, Servers } of ENGINES) {
  const lack = withoutMachines ?? withoutServers;
  const name =
    `whoever is at a machine that is cut off reads on, and goes on at another one, on ${on}` +
    (lack === undefined ? "" : ` (skipped: ${lack})`);

  Deno.test(name, { ignore: lack !== undefined }, async () => {
    await using machines = await Machines.make(3);
    const servers = await Servers.start(3, { machines: machines.all });
    const places = machines.all.map((machine) => ({ machine }));
    await using nodes = await NodeProcesses.start(servers, places);
    await using writers = new SteadyWriters(nodes.addresses);
    await writers.begin(6);
    await writers.more(200);
    const reader = await nodes.enter(CUT, "reader");

    await machines.all[CUT]?.cut();
    const refusals = await refused(reader);
    assert.deepEqual(refusals.slice(-1), ["busy"]);
    // What was on its way may have arrived; everything after it has not, and that is said.
    assert.ok(refusals.slice(0, -1).every((error) => error === "outcome_unknown"), `${refusals}`);
    const { messages } = await ok(reader, "history", { room: "general", limit: 100 });
    assert.equal(messages.length, 100);
    await within(reader.ended, "the readers to be sent away", NOTICED_WITHIN_MS);
    assert.equal(reader.lines.at(-1)?.["event"], "closing");
    // Nobody begins anything there, and all go on with the two others.
    await assert.rejects(TestClient.connect(nodes.address(CUT)), /"reason":"shutdown"/);
    await writers.more(200);

    await machines.all[CUT]?.mend();
    const isBack = () => nodes.node(CUT).stderr.includes("takes clients again");
    await nodes.node(CUT).until(isBack, NOTICED_WITHIN_MS);
    const back = await nodes.enter(CUT, "back");
    const hearer = await nodes.enter(OTHER, "hearer");
    await ok(back, "say", { room: "general", text: "here again", nonce: "1" });
    await hearer.event("message", ({ text }) => text === "here again");
    await writers.more(200);
    await writers.end();
    await nodes.assertNothingLost(writers);
    for (const client of [back, hearer]) client.close();
    await nodes.stop();
    assertSame(nodes.folders);
  });
}

/** Writes until it is told that nothing is taken; the errors, in their order. */
async function refused(client: TestClient): Promise<string[]> {
  const errors: string[] = [];
  while (errors.at(-1) !== "busy") {
    const text = `what ${errors.length}`;
    const answer: Line = await client.request("say", { room: "general", text, nonce: text });
    if (answer["ok"] !== true) errors.push(String(answer["error"]));
  }
  return errors;
}
