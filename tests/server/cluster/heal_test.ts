/** What the log has lost is put back by the node that has most, and only when enough of them are there. */
import assert from "node:assert/strict";
import { heal } from "../../../server/cluster/heal.ts";
import type { Peer } from "../../../server/cluster/peers.ts";

function peer(node: string, position: number, cluster = "c"): Peer {
  const rest = {
    run: "",
    digest: "",
    isServing: true,
    nowMs: 0,
    address: "",
    program: "",
    level: 1,
  };
  return { node, position, cluster, ...rest, heardMs: 0, aheadMs: 0 };
}

/** Tries to heal a log that ends with `last`; returns what was put back. */
async function healed(
  { last, position, others, known, node = "b", kept = 1 }: {
    last: number;
    position: number;
    others: Peer[];
    known: string[];
    node?: string;
    kept?: number;
  },
): Promise<number[]> {
  const back: number[] = [];
  const store = {
    bounds: () => Promise.resolve({ first: 1, last }),
    putBack(at: number): Promise<void> {
      back.push(at);
      return Promise.resolve();
    },
  };
  const keeping = {
    knownNodes: () => Promise.resolve(known),
    keptBatches: (from: number, limit: number) =>
      Promise.resolve(
        Array.from({ length: 1_000 }, (_, index) => kept + index)
          .filter((at) => at >= from && at <= position).slice(0, limit)
          .map((at) => ({ position: at, bytes: new Uint8Array() })),
      ),
  };
  await heal({ store, kept: keeping, peers: { others }, node, cluster: "c", position });
  return back;
}

const THREE = ["a", "b", "c"];

Deno.test("a log that has everything is left alone, whoever is there", async () => {
  assert.deepEqual(await healed({ last: 10, position: 10, others: [], known: THREE }), []);
  assert.deepEqual(await healed({ last: 12, position: 10, others: [], known: THREE }), []);
});

Deno.test("the node that has most puts back what is missing, in order", async () => {
  const others = [peer("a", 5)];
  assert.deepEqual(await healed({ last: 3, position: 6, others, known: THREE }), [4, 5, 6]);
});

Deno.test("nothing is put back while half of the nodes, or more, are not there", async () => {
  const half = { last: 3, position: 6, others: [], known: THREE };
  await assert.rejects(healed(half), /more than half/);
  const strange = { ...half, others: [peer("x", 3), peer("y", 3)] };
  await assert.rejects(healed(strange), /more than half/);
  const ofOthers = { ...half, others: [peer("a", 3, "another")] };
  await assert.rejects(healed(ofOthers), /more than half/);
});

Deno.test("who has less, or comes later by name, waits", async () => {
  const others = [peer("c", 7)];
  await assert.rejects(healed({ last: 3, position: 6, others, known: THREE }), /c puts it back/);
  const same = [peer("a", 6)];
  await assert.rejects(healed({ last: 3, position: 6, others: same, known: THREE }), /a puts it/);
});

Deno.test("what nobody keeps any more is not made up", async () => {
  const others = [peer("a", 5)];
  const lost = { last: 3, position: 600, others, known: THREE, kept: 500 };
  await assert.rejects(healed(lost), /not kept any more/);
});
