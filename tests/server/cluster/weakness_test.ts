import assert from "node:assert/strict";
import { weaknessOf } from "../../../server/cluster/nats/open_nats.ts";

Deno.test("a node says of old servers of NATS what they may lose", () => {
  assert.match(weaknessOf("2.9.10") ?? "", /2\.9\.10.*two minutes/);
  assert.equal(weaknessOf("2.10.0"), undefined);
  assert.equal(weaknessOf("2.14.1-beta"), undefined);
});
