import assert from "node:assert/strict";
import { outsideCode } from "../../../client/text/outside_code.ts";

Deno.test("outsideCode() changes text and leaves code alone", () => {
  const text = "a `a` a\n```\na\n```\na";
  assert.equal(outsideCode(text, (part) => part.replaceAll("a", "b")), "b `a` b\n```\na\n```\nb");
});
