import assert from "node:assert/strict";
import fc from "fast-check";
import stringWidth from "string-width";
import { type Line } from "../../../client/terminal/line_editor.ts";
import { promptRow } from "../../../client/terminal/prompt_row.ts";

const widthOf = (text: string) => stringWidth(text);

function draw(before: string, after: string, columns: number, isMasked = false) {
  const line: Line = { before, after, cut: "" };
  return promptRow({ prompt: "#g> ", line, columns, isMasked, widthOf });
}

Deno.test("promptRow() shows prompt and text with the cursor in its place", () => {
  assert.deepEqual(draw("ab", "cd", 20), { text: "#g> abcd", cursorColumn: 6 });
});

Deno.test("promptRow() counts two columns for wide characters", () => {
  assert.deepEqual(draw("日本", "", 20), { text: "#g> 日本", cursorColumn: 8 });
});

Deno.test("promptRow() scrolls sideways so that the cursor stays in sight", () => {
  assert.deepEqual(draw("abcdefghijkl", "", 12), { text: "#g> …ghijkl", cursorColumn: 11 });
  assert.deepEqual(draw("", "abcdefghijkl", 12), { text: "#g> abcdefg", cursorColumn: 4 });
});

Deno.test("promptRow() shows a star for each character of a password", () => {
  assert.deepEqual(draw("pä👨‍👩‍👧", "", 20, true), { text: "#g> ***", cursorColumn: 7 });
});

Deno.test("promptRow() never reaches the last column", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 60 });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 2, max: 60 }), (before, after, columns) => {
      const row = draw(before, after, columns);
      assert.ok(row.cursorColumn < columns, `cursor at ${row.cursorColumn}`);
      // Neighbours may join into a narrower cluster, never into a wider one.
      assert.ok(widthOf(row.text) < columns, `${widthOf(row.text)} columns wide`);
    }),
  );
});
