import assert from "node:assert/strict";
import { minifyCss } from "../../../tools/build/minify_css.ts";

Deno.test("minifyCss() takes away comments and blanks that mean nothing", () => {
  assert.equal(
    minifyCss("/* a */\n.a,\n.b {\n  color: red;\n  margin: 0 1px;\n}\n"),
    ".a,.b{color: red;margin: 0 1px}",
  );
});

Deno.test("minifyCss() keeps blanks that mean something, and texts in quotes", () => {
  assert.equal(
    minifyCss("a :hover { width: calc(1px + 2px) }"),
    "a :hover{width: calc(1px + 2px)}",
  );
  assert.equal(minifyCss(`a { content: "/*  x  */ ; }" }`), `a{content: "/*  x  */ ; }"}`);
  assert.equal(minifyCss("a>b{}"), "a>b{}");
});
