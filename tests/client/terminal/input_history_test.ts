import assert from "node:assert/strict";
import { InputHistory } from "../../../client/terminal/input_history.ts";

Deno.test("InputHistory goes back and forth and keeps what was being typed", () => {
  const history = new InputHistory();
  history.add("one");
  history.add("two");
  assert.equal(history.newer(), undefined);
  assert.equal(history.older("draft"), "two");
  assert.equal(history.older("two"), "one");
  assert.equal(history.older("one"), undefined);
  assert.equal(history.newer(), "two");
  assert.equal(history.newer(), "draft");
  assert.equal(history.newer(), undefined);
});

Deno.test("InputHistory.add() skips blank lines and repetitions and forgets the oldest", () => {
  const history = new InputHistory(2);
  for (const text of ["a", "b", "b", " ", "c"]) history.add(text);
  assert.equal(history.older(""), "c");
  assert.equal(history.older("c"), "b");
  assert.equal(history.older("b"), undefined);
});
