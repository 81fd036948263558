import assert from "node:assert/strict";
import { systemClock } from "../../../client/base/clock.ts";
import { PatternSearch } from "../../../client/patterns/pattern_search.ts";
import { matches } from "../../../client/patterns/pattern_worker.ts";

const MAIN = new URL("../../../main.ts", import.meta.url);

function start(name: string): Worker {
  return new Worker(MAIN, { type: "module", name });
}

function call(source: string, texts: readonly string[], flags = "iu") {
  return () => ({ source, flags, texts, most: 10 });
}

Deno.test("matches() finds the first match of each text, and says what is wrong with a pattern", () => {
  assert.deepEqual(matches(call("o+", ["foo", "bar", "Oo o"])()), { hits: [[0, 1, 3], [2, 0, 2]] });
  assert.deepEqual(matches({ ...call("o", ["o", "o", "o"])(), most: 2 }), {
    hits: [[0, 0, 1], [1, 0, 1]],
  });
  assert.deepEqual(matches(call("a(b", ["x"])()), { problem: "Unterminated group" });
});

Deno.test("PatternSearch.find() gives up a pattern that takes for ever, and goes on with the next", async () => {
  const search = new PatternSearch(start, systemClock, 300);
  const never = await search.find(call("^(a+)+$", [`${"a".repeat(60)}!`]));
  assert.deepEqual(never, { problem: "it takes too long; write it simpler" });
  const patient = new PatternSearch(start, systemClock);
  assert.deepEqual(await patient.find(call("b+", ["abba"])), { hits: [[0, 1, 3]] });
  patient.close();
  search.close();
});

Deno.test("PatternSearch.find() carries out the newest of several searches", async () => {
  const search = new PatternSearch(start, systemClock);
  const [first, second, third] = await Promise.all([
    search.find(call("a", ["a"])),
    search.find(call("b", ["b"])),
    search.find(call("c", ["c"])),
  ]);
  assert.equal(first, undefined);
  assert.equal(second, undefined);
  assert.deepEqual(third, { hits: [[0, 0, 1]] });
  assert.deepEqual(await search.find(call("x".repeat(501), [])), { problem: "it is too long" });
  search.close();
});
