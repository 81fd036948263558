import assert from "node:assert/strict";
import { editDistance, nearest } from "../../../protocol/text/nearest.ts";

Deno.test("nearest() finds slips of the finger and words that were begun", () => {
  const words = ["help", "history", "who", "exit"];
  assert.equal(nearest("hepl", words), "help");
  assert.equal(nearest("hist", words), "history");
  assert.equal(nearest("woh", words), "who");
  assert.equal(nearest("banana", words), undefined);
  assert.equal(nearest("", words), undefined);
});

Deno.test("editDistance() counts a swap of neighbours as one", () => {
  assert.equal(editDistance("ab", "ba"), 1);
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(editDistance("", "abc"), 3);
});
