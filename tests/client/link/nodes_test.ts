/** A client tries each place of a chat before the same again, and believes only what it can use. */
import assert from "node:assert/strict";
import { Nodes } from "../../../client/link/nodes.ts";
import { formatPlace } from "../../../client/net/address.ts";

const FIRST = { username: "alice", host: "a.example", port: 5000 };

function tried(nodes: Nodes, count: number): string[] {
  return Array.from({ length: count }, () => formatPlace(nodes.next()));
}

Deno.test("a server by itself is tried again and again", () => {
  const nodes = new Nodes(FIRST, () => 0.5);
  assert.equal(nodes.count, 1);
  assert.deepEqual(tried(nodes, 3), ["a.example:5000", "a.example:5000", "a.example:5000"]);
});

Deno.test("after a loss each other node comes before the same again", () => {
  const nodes = new Nodes(FIRST, () => 0.5);
  assert.deepEqual(tried(nodes, 1), ["a.example:5000"]);
  nodes.named(["a.example:5000", "b.example:5000", "c.example:6000"]);
  assert.equal(nodes.count, 3);
  assert.deepEqual(new Set(tried(nodes, 2)), new Set(["b.example:5000", "c.example:6000"]));
  assert.deepEqual(tried(nodes, 1), ["a.example:5000"]);
});

Deno.test("what is no address of a server is left out, and so is what is too much", () => {
  const nodes = new Nodes(FIRST, () => 0.5);
  nodes.named(["", "http://b.example", "mallory@b.example:5000", "b.example:99999", "\u001b[2J"]);
  assert.equal(nodes.count, 1);
  nodes.named(Array.from({ length: 10_000 }, (_, index) => `n${index}.example:5000`));
  assert.equal(nodes.count, 17);
});
