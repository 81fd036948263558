import assert from "node:assert/strict";
import fc from "fast-check";
import { fuzzyMatch, fuzzyRank } from "../../../../../client/full/reduce/lists/fuzzy.ts";

function ranked(query: string, ...candidates: string[]): string[] {
  return fuzzyRank(query, { candidates, textOf: (text) => text }).map(({ candidate }) => candidate);
}

Deno.test("fuzzyRank() puts whole names first, then starts, then starts of words, then the rest", () => {
  assert.deepEqual(
    ranked("ops", "#laptops", "#dev-ops", "#ops-berlin", "#ops", "#general", "#o-p-s"),
    ["#ops", "#ops-berlin", "#o-p-s", "#dev-ops", "#laptops"],
  );
  assert.deepEqual(ranked("gnl", "#gnome-lovers", "#general"), ["#gnome-lovers", "#general"]);
  assert.deepEqual(ranked("db", "#sandbox", "#data-base", "@daniel_b"), [
    "#data-base",
    "@daniel_b",
    "#sandbox",
  ]);
});

Deno.test("fuzzyRank() keeps the order of what fits as well, and of everything for an empty query", () => {
  assert.deepEqual(ranked("", "b", "a", "c"), ["b", "a", "c"]);
  assert.deepEqual(ranked("x", "x2", "x1", "y"), ["x2", "x1"]);
});

Deno.test("fuzzyMatch() finds what stands together rather than what comes first", () => {
  assert.deepEqual(fuzzyMatch("ice", "xi-alice")?.found, [[5, 8]]);
  assert.deepEqual(fuzzyMatch("AB", "xab-a-b")?.found, [[4, 5], [6, 7]]);
  assert.deepEqual(fuzzyMatch("fb", "FooBar")?.found, [[0, 1], [3, 4]]);
});

Deno.test("fuzzyMatch() compares without case and blanks, and counts in UTF-16 units", () => {
  assert.deepEqual(fuzzyMatch("O ps", "#OPS")?.found, [[1, 4]]);
  assert.deepEqual(fuzzyMatch("äü", "👍 ÄxÜ")?.found, [[3, 4], [5, 6]]);
  assert.equal(fuzzyMatch("opps", "#ops"), undefined);
});

Deno.test("fuzzyMatch() finds the letters of the query in their order, and finds them whenever they are there", () => {
  const letters = fc.string({
    unit: fc.constantFrom("a", "b", "B", "-", "ä", "👍"),
    maxLength: 12,
  });
  fc.assert(fc.property(letters, letters, (query, text) => {
    const match = fuzzyMatch(query, text);
    const pattern = new RegExp([...query].join(".*"), "iu");
    assert.equal(match !== undefined, pattern.test(text));
    const found = match?.found.map(([from, to]) => text.slice(from, to)).join("") ?? "";
    if (match !== undefined) assert.equal(found.toLowerCase(), query.toLowerCase());
  }));
});

Deno.test("fuzzyMatch() stays quick for hostile names", () => {
  const startMs = performance.now();
  for (let index = 0; index < 50; index++) fuzzyMatch("a".repeat(1_000), "a".repeat(10_000));
  assert.ok(performance.now() - startMs < 5_000);
});
