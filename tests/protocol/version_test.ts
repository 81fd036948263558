import assert from "node:assert/strict";
import configuration from "../../deno.json" with { type: "json" };
import { PROGRAM_VERSION } from "../../protocol/version.ts";

Deno.test("PROGRAM_VERSION is the one in deno.json", () => {
  assert.equal(PROGRAM_VERSION, configuration.version);
});
