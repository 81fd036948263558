/** What the log has lost is put back by the node that has most, and only when enough of them are there. */
import assert from "node:assert/strict";
import { ALL_WITHIN_MS, heal } from "../../../server/cluster/heal.ts";
import type { Peer } from "../../../server/cluster/peers.ts";

function peer(node: string, position: number, cluster = "c", heardMs = 0): Peer {
  const rest = {
    run: "",
    digest: "",
    isServing: true,
    nowMs: 0,
    address: "",
    program: "",
    level: 1,
  };
  return { node, position, cluster, ...rest, heardMs, aheadMs: 0 };
}

/** Tries to heal a log that ends with `last`; returns what was put back. */
async function healed(
  { last, position, others, known, node = "b", kept = 1, sinceMs = 0, nowMs = ALL_WITHIN_MS }: {
    last: number;
    position: number;
    others: Peer[];
    known: string[];
    node?: string;
    kept?: number;
    sinceMs?: number;
    nowMs?: number;
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
  const times = { sinceMs, nowMs };
  await heal({ store, kept: keeping, peers: { others }, node, cluster: "c", position, ...times });
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

Deno.test("a node that is a moment later than the others is waited for: it may have more", async () => {
  const starting = { ...peer("a", 6), isServing: false };
  const soon = { last: 3, position: 6, node: "b", known: THREE, nowMs: ALL_WITHIN_MS - 1 };
  await assert.rejects(healed({ ...soon, node: "a", others: [peer("b", 6)] }), /c may have more/);
  // The log has what both of them have, and may have lost what only the third one has.
  await assert.rejects(healed({ ...soon, last: 6, others: [starting] }), /c may have more/);
  const all = [starting, { ...peer("c", 7), isServing: false }];
  await assert.rejects(healed({ ...soon, last: 6, others: all }), /c puts it back/);
  assert.deepEqual(await healed({ ...soon, last: 7, others: all }), []);
  // Nobody waits where somebody serves: the log has gone on.
  assert.deepEqual(await healed({ ...soon, last: 6, others: [peer("a", 6)] }), []);
});

Deno.test("what a node has said before the log was lost is not all that it has", async () => {
  const lost = { last: 3, position: 6, node: "a", known: THREE, sinceMs: 10, nowMs: 20 };
  const before = [peer("b", 6, "c", 15), peer("c", 6, "c", 9)];
  await assert.rejects(healed({ ...lost, others: before }), /c may have more/);
  const since = [peer("b", 6, "c", 15), peer("c", 6, "c", 15)];
  assert.deepEqual(await healed({ ...lost, others: since }), [4, 5, 6]);
});
