import assert from "node:assert/strict";
import { foundLocally } from "../../../client/sealing/local_search.ts";
import type { Message } from "../../../protocol/records.ts";

const time = "2026-11-28T12:00:00.000Z";
const MESSAGES: Message[] = [
  { id: 1, from: "alice", to: "bob", text: "The ferry leaves at nine", time },
  { id: 2, from: "bob", to: "alice", text: "which ferry?", time },
  { id: 3, from: "carol", to: "alice", text: "no ferry today", time },
];

function idsOf(query: string): number[] {
  return foundLocally(MESSAGES, query).found.map(({ id }) => id);
}

Deno.test("foundLocally() finds all words in any order, newest first", () => {
  assert.deepEqual(idsOf("Ferry"), [3, 2, 1]);
  assert.deepEqual(idsOf("leaves ferry"), [1]);
  assert.deepEqual(idsOf("train"), []);
});

Deno.test("foundLocally() understands who wrote it and with whom, and nothing in rooms", () => {
  assert.deepEqual(idsOf("ferry from:bob"), [2]);
  assert.deepEqual(idsOf("ferry in:@Bob"), [2, 1]);
  assert.deepEqual(idsOf("ferry in:#general"), []);
  assert.deepEqual(idsOf("ferry before:2026-11-29"), []);
});
