import assert from "node:assert/strict";
import { likelyBackground, parseBackground } from "../../../../client/full/sequences/background.ts";

Deno.test("likelyBackground() takes the word of COLORFGBG, and dark without it", () => {
  const guess = (value?: string) => likelyBackground(() => value);
  assert.equal(guess(), "dark");
  assert.equal(guess("15;0"), "dark");
  assert.equal(guess("0;15"), "light");
  assert.equal(guess("0;default;15"), "light");
  assert.equal(guess("12;8"), "dark");
  assert.equal(guess("nonsense"), "dark");
});

Deno.test("parseBackground() understands what terminals answer", () => {
  assert.equal(parseBackground("rgb:ffff/ffff/ffff"), "light");
  assert.equal(parseBackground("rgb:fd/f6/e3"), "light");
  assert.equal(parseBackground("rgb:0000/2b2b/3636"), "dark");
  assert.equal(parseBackground("rgba:f/f/f/8"), "light");
  assert.equal(parseBackground("rgb:0000/0000/ffff"), "dark");
  assert.equal(parseBackground("?"), undefined);
});
