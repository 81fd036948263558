import assert from "node:assert/strict";
import { describe } from "../../../client/wording/describe.ts";
import { ChatError } from "../../../protocol/errors.ts";

Deno.test("describe() says how to do what was refused because it may be a mistake", () => {
  const error = new ChatError("bad_network", "::1 has your own address in it", {
    detail: "own_address",
  });
  const sentence = "::1 has your own address in it; if you mean it, force it: /ban -f";
  assert.equal(describe(error), sentence);
  assert.equal(describe(error, true), `${sentence} (bad_network)`);
  assert.equal(describe(new ChatError("muted", "Not now"), true), "Not now (muted)");
  assert.equal(describe(new Error("broken"), true), "broken");
});
