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

Deno.test("WordList.look() finds no more than one thing to mask for each word of the text", () => {
  const text = "a ".repeat(4_096);
  const nested = Array.from({ length: 50 }, (_, index) => "a ".repeat(index + 1).trim());
  const alike = Array.from({ length: 200 }, (_, index) => "a" + "\u0301".repeat(index));
  assert.ok(found(text, ...nested).length <= 4_096);
  assert.equal(found(text, ...alike).length, 4_096);
  assert.deepEqual(found("a a a b", "a", "a a", "a a a"), ["a a a"]);
});

Deno.test("WordList.look() stops at what refuses, and tells the first that flags", () => {
  const list = new WordList([
    { id: 1, does: "flag", word: "odd" },
    { id: 2, does: "refuse", word: "worst" },
    { id: 3, does: "flag", word: "odd one" },
  ]);
  assert.deepEqual(list.look("odd one, odd").found, [{ id: 1, does: "flag", start: 0, end: 3 }]);
  const { found, steps } = list.look("odd " + "worst ".repeat(1_000));
  assert.deepEqual(found.at(-1), { id: 2, does: "refuse", start: 4, end: 9 });
  const { steps: without } = list.look("odd " + "words ".repeat(1_000));
  assert.ok(steps < without, `${steps} steps are not less than ${without}`);
});

Deno.test("WordList.look() sees through any number of marks, in whatever order", () => {
  const marked = "d" + "\u0301\u0316".repeat(2_000) + "amn";
  assert.deepEqual(found(`oh ${marked}!`, "damn"), [marked]);
  const vowels = "क" + "\u094d\u093c".repeat(2_000);
  assert.deepEqual(found(vowels, "क"), []);
  assert.deepEqual(found(vowels, vowels), [vowels]);
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
