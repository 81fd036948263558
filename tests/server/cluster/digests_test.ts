/** A node whose database is not that of the others notices, and so do the others. */
import assert from "node:assert/strict";
import { Digests } from "../../../server/cluster/digests.ts";

function digests(...reached: [number, string][]): Digests {
  const made = new Digests();
  for (const [position, digest] of reached) made.reached({ position, digest });
  return made;
}

function claim(node: string, position: number, digest: string) {
  return { node, position, digest };
}

Deno.test("those that agree go on, and so does one against whom a single other one is", () => {
  const own = digests([1, "x"], [2, "y"]);
  own.heard([claim("b", 1, "x"), claim("c", 2, "y")]);
  assert.deepEqual(own.outvotedBy, []);
  own.heard([claim("b", 1, "wrong"), claim("c", 2, "y")]);
  assert.deepEqual(own.outvotedBy, []);
});

Deno.test("a node stops that differs from as many as agree with it", () => {
  const own = digests([1, "x"], [2, "y"]);
  own.heard([claim("b", 1, "wrong"), claim("c", 2, "wrong")]);
  assert.deepEqual(own.outvotedBy, ["b", "c"]);
  // Of two nobody can say which one is right.
  own.heard([claim("b", 2, "wrong")]);
  assert.deepEqual(own.outvotedBy, ["b"]);
});

Deno.test("what another node is ahead with is compared when this one has come there", () => {
  const own = digests([1, "x"]);
  own.heard([claim("b", 5, "wrong")]);
  assert.deepEqual(own.outvotedBy, []);
  own.heard([claim("b", 9, "right")]);
  own.reached({ position: 5, digest: "y" });
  assert.deepEqual(own.outvotedBy, ["b"]);
});
