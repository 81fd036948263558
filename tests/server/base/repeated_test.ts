import assert from "node:assert/strict";
import { Repeated } from "../../../server/base/repeated.ts";

Deno.test("Repeated says the same once a minute, with how often it was left out, and other things at once", () => {
  const said: string[] = [];
  let nowMs = 0;
  const repeated = new Repeated((sentence) => said.push(sentence), () => nowMs);
  for (let count = 0; count < 10; count++) repeated.say("full");
  repeated.say("broken");
  assert.deepEqual(said, ["full", "broken"]);
  nowMs = 60_000;
  repeated.say("full");
  assert.deepEqual(said.slice(2), ["full (and 9 times more since that was said)"]);
});

Deno.test("Repeated says a hundred different things a minute, and later how many more there were", () => {
  const said: string[] = [];
  let nowMs = 0;
  const repeated = new Repeated((sentence) => said.push(sentence), () => nowMs);
  for (let count = 0; count < 1_000; count++) repeated.say(`failure ${count}`);
  assert.equal(said.length, 100);
  nowMs = 60_000;
  for (let count = 0; count < 150; count++) repeated.say(`again ${count}`);
  assert.deepEqual(said.slice(100, 103), [
    "again 0",
    "900 other failures were too many to be told",
    "again 1",
  ]);
  assert.equal(said.length, 201);
});
