import assert from "node:assert/strict";
import { withAliases } from "../../../client/commands/aliases.ts";

const ALIASES = {
  hi: "/me waves to $1",
  all: "/msg bob $*",
  rest: "/msg $1 $2-",
  plain: "/topic",
  price: "that is $$5 for $1",
  twice: "/hi $1",
  a: "/b",
  b: "/a",
};

Deno.test("withAliases() puts what stands behind the name into its places", () => {
  assert.equal(withAliases("/hi bob", ALIASES), "/me waves to bob");
  assert.equal(withAliases("/HI  bob", ALIASES), "/me waves to bob");
  assert.equal(withAliases("/hi", ALIASES), "/me waves to");
  assert.equal(withAliases("/all one  two", ALIASES), "/msg bob one  two");
  assert.equal(withAliases("/rest carol one two", ALIASES), "/msg carol one two");
  assert.equal(withAliases("/plain new topic", ALIASES), "/topic new topic");
  assert.equal(withAliases("/price you", ALIASES), "that is $5 for you");
});

Deno.test("withAliases() goes on with the alias that another one stands for", () => {
  assert.equal(withAliases("/twice bob", ALIASES), "/me waves to bob");
});

Deno.test("withAliases() leaves everything else as it is", () => {
  for (const text of ["hi", "//hi bob", "/join #hi", "", "/constructor", " /hi bob"]) {
    assert.equal(withAliases(text, ALIASES), text);
  }
});

Deno.test("withAliases() refuses aliases that lead back to themselves", () => {
  assert.throws(() => withAliases("/a", ALIASES), /leads back to itself: \/a → \/b → \/a$/);
});

Deno.test("withAliases() refuses what grows without end", () => {
  const aliases = {
    x: "/y $* $* $* $* $* $* $* $*",
    y: "/z $* $* $* $* $* $* $* $*",
    z: "$* $* $*",
  };
  assert.throws(() => withAliases(`/x ${"text ".repeat(500)}`, aliases), /is too long$/);
});
