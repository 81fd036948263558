import assert from "node:assert/strict";
import fc from "fast-check";
import stringWidth from "string-width";
import { wrapLine } from "../../../client/text/wrap.ts";

const widthOf = (text: string) => stringWidth(text);

function wrap(line: string, columns = 20): string[] {
  return wrapLine(line, { columns, indent: 4, widthOf });
}

Deno.test("wrapLine() breaks after a space, inside long words, and indents what follows", () => {
  assert.deepEqual(wrap("bob: short"), ["bob: short"]);
  assert.deepEqual(wrap("bob: this is longer than that"), [
    "bob: this is longer ",
    "    than that",
  ]);
  assert.deepEqual(wrap(`bob: ${"x".repeat(40)}`), [
    `bob: ${"x".repeat(15)}`,
    `    ${"x".repeat(16)}`,
    `    ${"x".repeat(9)}`,
  ]);
});

Deno.test("wrapLine() lets nobody put a line of somebody else at the first column", () => {
  const rows = wrap(`01:02 bob: ok${" ".repeat(7)}01:02 dave: I resign`);
  assert.equal(rows.filter((row) => /^\S/.test(row)).length, 1);
});

Deno.test("wrapLine() goes on with the style in the next row", () => {
  assert.deepEqual(wrap(`\x1b[2mbob\x1b[0m: \x1b[1m${"x".repeat(20)}\x1b[0m end`), [
    `\x1b[2mbob\x1b[0m: \x1b[1m${"x".repeat(15)}\x1b[0m`,
    `    \x1b[1m${"x".repeat(5)}\x1b[0m end`,
  ]);
});

Deno.test("wrapLine() counts wide characters, and those that terminals may take apart", () => {
  assert.deepEqual(wrap("日本語".repeat(5)), ["日本語".repeat(3) + "日", "    本語日本語"]);
  assert.deepEqual(wrap("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦"), ["👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "    👨‍👩‍👧‍👦"]);
});

Deno.test("wrapLine() leaves out what takes no column, and cuts piles of marks", () => {
  assert.deepEqual(wrap(`a${"\u200b".repeat(3_000)}b`), ["ab"]);
  assert.equal(wrap(`a${"\u0301".repeat(3_000)}b`)[0]?.length, 17);
});

Deno.test("wrapLine() keeps every row within the columns and indents all but the first", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", " ", "日", "👍🏽", "\u200b", "e\u0301", "🇩🇪"),
  });
  fc.assert(fc.property(text, fc.integer({ min: 8, max: 40 }), (line, columns) => {
    for (const [index, row] of wrap(line, columns).entries()) {
      assert.ok(stringWidth(row) <= columns, row);
      if (index > 0) assert.match(row, /^ {2}/);
    }
  }));
});
