import assert from "node:assert/strict";
import fc from "fast-check";
import stringWidth from "string-width";
import { Typesetter } from "../../../../client/full/frame/typesetter.ts";
import { PLAIN, rowWidth } from "../../../../client/theme/styled.ts";
import { rowText } from "../support/row_text.ts";
import { ALL_HARD_TEXTS } from "../support/corpus.ts";

const typesetter = new Typesetter(stringWidth);

/** The rows of a text, as text. */
function wrapped(text: string, columns: number, indent = 0): string[] {
  return typesetter.wrap([typesetter.piece(text)], { columns, indent }).map(rowText);
}

Deno.test("Typesetter.piece() lets nothing through that a terminal acts on", () => {
  const { text } = typesetter.piece("a\x1b[2Jb\u009bc\u202ed\re\tf");
  assert.doesNotMatch(text, /[\p{Cc}\u202e]/u);
});

Deno.test("Typesetter.piece() leaves out what takes no column, and cuts piles of marks", () => {
  assert.deepEqual(typesetter.piece("a\u200bb"), { text: "ab", width: 2, style: PLAIN });
  assert.ok(typesetter.piece("a" + "\u0300".repeat(1_000)).text.length <= 16);
});

Deno.test("Typesetter.wrap() breaks at spaces and leaves out the one at the end of a row", () => {
  assert.deepEqual(wrapped("one two three", 8), ["one two ", "three"].map((row) => row));
  assert.deepEqual(wrapped("one two three", 7), ["one two", "three"]);
});

Deno.test("Typesetter.wrap() indents every row but the first", () => {
  assert.deepEqual(wrapped("one two three", 7, 2), ["one two", "  three"]);
});

Deno.test("Typesetter.wrap() breaks a word only when it is longer than a row", () => {
  assert.deepEqual(wrapped("see https://a.example/b", 10), ["see https:", "//a.exampl", "e/b"]);
  assert.deepEqual(wrapped("farther https://a.example", 10), [
    "farther ",
    "https://a.",
    "example",
  ]);
});

Deno.test("Typesetter.wrap() never cuts a wide character in two", () => {
  assert.deepEqual(wrapped("日本語日本語", 5), ["日本", "語日", "本語"]);
});

Deno.test("Typesetter.wrap() does not take a mark from the space that carries it", () => {
  assert.deepEqual(wrapped("  \u0301x", 2), [" ", " \u0301x"]);
});

Deno.test("Typesetter.cut() marks what was cut off", () => {
  assert.equal(rowText(typesetter.cut([typesetter.piece("日本語")], 5)), "日本…");
  assert.equal(rowText(typesetter.cut([typesetter.piece("abc")], 3)), "abc");
  assert.deepEqual(typesetter.cut([typesetter.piece("abc")], 0), []);
});

Deno.test("Typesetter.fit() and .fitRight() fill up", () => {
  assert.equal(rowText(typesetter.fit([typesetter.piece("日")], 4)), "日  ");
  assert.equal(rowText(typesetter.fitRight([typesetter.piece("日")], 4)), "  日");
});

const anyText = fc.array(fc.oneof(fc.constantFrom(...ALL_HARD_TEXTS, " ", "word"), fc.string()), {
  maxLength: 8,
}).map((parts) => parts.join(""));

Deno.test("Typesetter.wrap() fits every text into its columns and loses nothing but spaces", () => {
  fc.assert(
    fc.property(
      anyText,
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 0, max: 5 }),
      (text, columns, indent) => {
        const piece = typesetter.piece(text);
        const rows = typesetter.wrap([piece], { columns, indent });
        for (const row of rows) {
          const isOneCharacter = typesetter.cells(rowText(row).trim()).length <= 1;
          assert.ok(rowWidth(row) <= columns || isOneCharacter, rowText(row));
        }
        assert.equal(
          rows.map(rowText).join("").replaceAll(" ", ""),
          piece.text.replaceAll(" ", ""),
        );
      },
    ),
  );
});

Deno.test("Typesetter.fit() makes every row exactly as wide as asked", () => {
  fc.assert(
    fc.property(fc.array(anyText), fc.integer({ min: 0, max: 40 }), (texts, columns) => {
      const row = texts.map((text) => typesetter.piece(text));
      assert.equal(rowWidth(typesetter.fit(row, columns)), columns);
      assert.equal(rowWidth(typesetter.fitRight(row, columns)), columns);
    }),
  );
});
