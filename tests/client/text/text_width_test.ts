import assert from "node:assert/strict";
import stringWidth from "string-width";
import { graphemes } from "../../../client/text/graphemes.ts";
import { loadTextWidth, textWidth } from "../../../client/text/text_width.ts";

/** Everything up to what is drawn with, and something of what is beyond. */
const CHARACTERS = [
  ...Array.from({ length: 0x2700 }, (_, code) => String.fromCodePoint(code)),
  "漢",
  "ｱ",
  "👍",
  "🇩🇪",
];

Deno.test("textWidth() says what string-width says, of each character and beside another", async () => {
  await loadTextWidth();
  for (const character of CHARACTERS) {
    for (const text of [character, `a${character}`, `é${character}─`]) {
      assert.equal(textWidth(text), stringWidth(text), JSON.stringify(text));
    }
  }
});

Deno.test("graphemes() takes text apart as Unicode does, with and without a segmenter", () => {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const character of CHARACTERS) {
    for (const text of [character, `a${character}é`, `${character}${character}\u0301`]) {
      const segments = Array.from(segmenter.segment(text), ({ segment }) => segment);
      assert.deepEqual(graphemes(text), segments, JSON.stringify(text));
    }
  }
});
