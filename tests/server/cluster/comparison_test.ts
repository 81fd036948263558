/** Nodes look at their databases at one position of the log, however fast that goes on. */
import assert from "node:assert/strict";
import { Comparison } from "../../../server/cluster/comparison.ts";
import {
  decodeRequest,
  encodeAnswer,
  encodeRefusal,
} from "../../../server/cluster/node_requests.ts";
import type { Peer } from "../../../server/cluster/peers.ts";
import { Verification } from "../../../server/cluster/verification.ts";

/** A node in memory, which is `ahead` of what others know of it. */
class Node {
  position = 0;
  readonly verification: Verification;
  readonly pinned: number[] = [];

  constructor(contents = "x") {
    this.verification = new Verification({
      open: () =>
        Promise.resolve({
          pin: () => {
            this.pinned.push(this.position);
            return Promise.resolve({ position: this.position, digest: "d" });
          },
          contents: () => Promise.resolve({ schema: 1, tables: { messages: contents } }),
          close() {},
        }),
      position: () => this.position,
      elapsed: () => 0,
    });
  }

  async goOn(): Promise<void> {
    this.position += 1;
    await this.verification.reached(this.position);
  }

  async answer(bytes: Uint8Array): Promise<Uint8Array> {
    const request = decodeRequest(bytes);
    try {
      if (request?.ask === "verify") await this.verification.prepare(request.position);
      else if (request?.ask === "verified") {
        return encodeAnswer(this.verification.lookedAt(request.position));
      }
      return encodeAnswer({});
    } catch (error) {
      return encodeRefusal(error);
    }
  }
}

function peer(node: string, position: number, isServing = true): Peer {
  const state = { node, run: "", cluster: "", position, digest: "", isServing, nowMs: 0 };
  return { ...state, address: "", program: "", level: 1, heardMs: 0, aheadMs: 0 };
}

function beginWith(
  own: Node,
  others: Record<string, Node>,
  { known = 0, isServing = true, isStanding = false, elapsed = () => 0 }: {
    known?: number;
    isServing?: boolean;
    /** Whether the others do not go on. */
    isStanding?: boolean;
    elapsed?(): number;
  } = {},
): Promise<Comparison> {
  return Comparison.begin({
    bus: {
      ask: (node, request) => others[node]?.answer(request) ?? Promise.reject(new Error("no")),
    },
    peers: {
      others: Object.keys(others).map((node) => peer(node, known, isServing)),
      heard: (node) => peer(node, known, isServing),
    },
    elapsed,
    node: "a",
    own: own.verification,
    position: () => own.position,
    push: async () => {
      await own.goOn();
      if (isStanding) return;
      for (const other of Object.values(others)) await other.goOn();
    },
  });
}

Deno.test("all nodes look at the same position, and what they find is gathered", async () => {
  const [own, other] = [new Node(), new Node("y")];
  const comparison = await beginWith(own, { b: other });
  assert.deepEqual(await comparison.looked(), [
    { node: "a", seen: { digest: "d", schema: 1, tables: { messages: "x" } } },
    { node: "b", seen: { digest: "d", schema: 1, tables: { messages: "y" } } },
  ]);
  assert.deepEqual([own.pinned, other.pinned], [[comparison.position], [comparison.position]]);
});

Deno.test("where a node has passed the position, one further away is taken", async () => {
  const [own, other] = [new Node(), new Node()];
  other.position = 20;
  const comparison = await beginWith(own, { b: other });
  assert.equal(comparison.position, 32);
});

Deno.test("a node that does not serve, or cannot come back to the position, is said to be so", async () => {
  const [own, other] = [new Node(), new Node()];
  const [, starting] = await (await beginWith(own, { b: other }, { isServing: false })).looked();
  assert.match(starting?.trouble ?? "", /does not serve/);
  other.position = 10_000;
  const [, far] = await (await beginWith(new Node(), { b: other })).looked();
  assert.match(far?.trouble ?? "", /come further/);
});

Deno.test("a node that does not come to the position is given up after a minute, with where it is", async () => {
  const [own, other] = [new Node(), new Node()];
  let nowMs = 1_000;
  const others = { b: other };
  const comparison = await beginWith(own, others, { isStanding: true, elapsed: () => nowMs });
  nowMs += 59_999;
  assert.deepEqual((await comparison.looked())[1], { node: "b" });
  nowMs += 1;
  assert.deepEqual((await comparison.looked())[1], {
    node: "b",
    trouble: `it has not come to position ${comparison.position} within 60 s; it is at 0`,
  });
});

Deno.test("a node that reads on and on is given up after eleven minutes", async () => {
  const own = new Node();
  let nowMs = 0;
  const other = new Node();
  other.answer = () => Promise.resolve(encodeAnswer({ reading: true }));
  const comparison = await beginWith(own, { b: other }, { elapsed: () => nowMs });
  nowMs = 11 * 60_000 - 1;
  assert.deepEqual((await comparison.looked())[1], { node: "b" });
  nowMs += 1;
  assert.match((await comparison.looked())[1]?.trouble ?? "", /does not get done/);
});

Deno.test("a node that does not answer is said to be so, with where it was", async () => {
  const [own, other] = [new Node(), new Node()];
  const others: Record<string, Node> = { b: other };
  const comparison = await beginWith(own, others, { isStanding: true });
  delete others["b"];
  const [, silent] = await comparison.looked();
  assert.equal(silent?.trouble, "it does not answer; it was at 0 when it was heard of last");
});

Deno.test("Verification.tidy() gives a database up that cannot be read within ten minutes", async () => {
  let nowMs = 0;
  const verification = new Verification({
    open: () =>
      Promise.resolve({
        pin: () => Promise.resolve({ position: 1, digest: "d" }),
        contents: () => new Promise<never>(() => {}),
        close() {},
      }),
    position: () => 0,
    elapsed: () => nowMs,
  });
  await verification.prepare(1);
  await verification.reached(1);
  assert.deepEqual(verification.lookedAt(1), { at: 0, reading: true });
  nowMs += 10 * 60_000 + 1;
  verification.tidy();
  assert.throws(() => verification.lookedAt(1), /within 10 minutes/);
  nowMs += 10 * 60_000 + 1;
  verification.tidy();
  assert.throws(() => verification.lookedAt(1), /looks at nothing/);
});
