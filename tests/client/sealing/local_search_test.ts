import assert from "node:assert/strict";
import { localQuery } from "../../../client/sealing/local_search.ts";
import type { Message } from "../../../protocol/records.ts";

const MESSAGES: Message[] = [
  {
    id: 1,
    from: "alice",
    to: "bob",
    text: "The ferry leaves at nine",
    time: "2026-11-27T12:00:00.000Z",
  },
  { id: 2, from: "bob", to: "alice", text: "which ferry?", time: "2026-11-28T00:00:00.000Z" },
  { id: 3, from: "carol", to: "alice", text: "no férry today", time: "2026-11-29T12:00:00.000Z" },
];

function idsOf(query: string): number[] {
  const wanted = localQuery(query);
  return MESSAGES.filter((message) => wanted?.find(message) !== undefined).map(({ id }) => id);
}

Deno.test("localQuery() finds all words in any order, without case and accents", () => {
  assert.deepEqual(idsOf("Ferry"), [1, 2, 3]);
  assert.deepEqual(idsOf("leaves ferry"), [1]);
  assert.deepEqual(idsOf('"ferry leaves"'), [1]);
  assert.deepEqual(idsOf('"leaves ferry"'), []);
  assert.deepEqual(idsOf("tod*"), [3]);
  assert.deepEqual(idsOf("train"), []);
  assert.deepEqual(
    localQuery("ferry")?.find(MESSAGES[2] ?? assert.fail())?.snippet,
    ["no ", "férry", " today"],
  );
});

Deno.test("localQuery() understands who wrote it, where and when; filters alone are a search", () => {
  assert.deepEqual(idsOf("ferry from:@Bob"), [2]);
  assert.deepEqual(idsOf("from:bob"), [2]);
  assert.deepEqual(idsOf("ferry before:2026-11-28"), [1]);
  assert.deepEqual(idsOf("ferry after:2026-11-28"), [2, 3]);
  assert.equal(localQuery("ferry in:@Bob")?.other, "bob");
  assert.equal(localQuery("ferry in:Den")?.other, "#den");
  assert.equal(localQuery("ferry")?.other, undefined);
  assert.equal(localQuery("  "), undefined);
});
