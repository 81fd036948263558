/** Words are found whole, however they are written. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { WordList } from "../../../../server/journal/filters/word_list.ts";

/** What a list of these words finds in a text, as it stands there. */
function found(text: string, ...words: string[]): string[] {
  const list = new WordList(words.map((word, id) => ({ id, does: "mask" as const, word })));
  return list.look(text).found.map(({ start, end }) => text.slice(start, end));
}

Deno.test("WordList.look() finds whole words without case", () => {
  assert.deepEqual(found("Damn! DAMN it, damned; undamn _damn_", "damn"), ["Damn", "DAMN", "damn"]);
  assert.deepEqual(found("class", "ass"), []);
  assert.deepEqual(found("", "ass"), []);
});

Deno.test("WordList.look() sees through accents, full-width letters and what nobody sees", () => {
  const written = [
    "Dámn",
    "d\u0336a\u0336m\u0336n",
    "ｄａｍｎ",
    "Ⓓⓐⓜⓝ",
    "𝔡𝔞𝔪𝔫",
    "da\u200bmn",
    "da\u00admn",
    "ＤÀm\u0301n",
  ];
  for (const word of written) {
    assert.deepEqual(found(`oh ${word}!`, "damn"), [word], JSON.stringify(word));
    assert.deepEqual(found("oh damn!", word), ["damn"], JSON.stringify(word));
  }
});

Deno.test("WordList.look() keeps apart what differs in vowel signs and letters", () => {
  assert.deepEqual(found("की", "कि"), []);
  assert.deepEqual(found("дамп", "damn"), []);
});

Deno.test("WordList.look() finds several words in a row, whatever is between them", () => {
  assert.deepEqual(found("please Buy -- NOW, now", "buy now"), ["Buy -- NOW"]);
  assert.deepEqual(found("buy it now", "buy now"), []);
  assert.deepEqual(found("buy", "buy now", "buy"), ["buy"]);
});

Deno.test("WordList.look() finds a word of any text in it, with ends that are its own", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (before, after) => {
      const text = `${before} sesame ${after}`;
      const places = new WordList([{ id: 1, does: "flag", word: "SESAME" }]).look(text).found;
      const own = places.find(({ start }) => start === before.length + 1);
      assert.equal(text.slice(own?.start, own?.end), "sesame");
    }),
    { numRuns: 500, seed: 7 },
  );
});
