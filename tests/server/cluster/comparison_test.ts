/** Nodes look at their databases at one position of the log, however fast that goes on. */
import assert from "node:assert/strict";
import { Comparison } from "../../../server/cluster/comparison.ts";
import { decodeRequest, encodeAnswer } from "../../../server/cluster/node_requests.ts";
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
        return encodeAnswer(this.verification.seen(request.position) ?? {});
      }
      return encodeAnswer({});
    } catch (error) {
      return encodeAnswer({ error: String(error) });
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
  { known = 0, isServing = true }: { known?: number; isServing?: boolean } = {},
): Promise<Comparison> {
  return Comparison.begin({
    bus: {
      ask: (node, request) => others[node]?.answer(request) ?? Promise.reject(new Error("no")),
    },
    peers: { others: Object.keys(others).map((node) => peer(node, known, isServing)) },
    node: "a",
    own: own.verification,
    position: () => own.position,
    push: async () => {
      await own.goOn();
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
