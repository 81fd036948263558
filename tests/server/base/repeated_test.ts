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
