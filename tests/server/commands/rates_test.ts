/** How fast requests may come that cost much. */
import assert from "node:assert/strict";
import { rateOf } from "../../../server/commands/command.ts";
import { COMMANDS } from "../../../server/commands/registry.ts";

Deno.test("whatever looks through all that was said has the rate of searches", () => {
  for (const name of ["files", "search", "would_expire"] as const) {
    assert.equal(rateOf(COMMANDS[name], {}), "search");
  }
});
