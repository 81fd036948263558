import assert from "node:assert/strict";
import {
  inTone,
  parseEmoji,
  searchEmoji,
  SKIN_TONES,
} from "../../../../client/web/emoji/emoji_list.ts";
import { emojiFile } from "../../../../tools/build/emoji_file.ts";

const all = parseEmoji(emojiFile());

Deno.test("parseEmoji() reads what the build writes, by category", () => {
  assert.equal(all[0]?.name, "Smileys & Emotion");
  assert.ok(all.length >= 8);
  assert.ok(all.every(({ emoji }) => emoji.length > 0));
  assert.ok(all.some(({ emoji }) => emoji.some(({ names }) => names.includes("tada"))));
});

Deno.test("parseEmoji() leaves out what is no emoji", () => {
  assert.deepEqual(parseEmoji(""), []);
  assert.deepEqual(parseEmoji("😀\tgrinning"), []);
  assert.deepEqual(parseEmoji("#A\nx\n\n😀\tgrinning\thappy"), [
    { name: "A", emoji: [{ emoji: "😀", names: ["grinning"], tags: ["happy"] }] },
  ]);
});

Deno.test("searchEmoji() finds names before tags, and all words of a query", () => {
  const found = (query: string) => searchEmoji(all, { query, count: 5 }).map(({ emoji }) => emoji);
  assert.equal(found("tada")[0], "🎉");
  assert.equal(found(":pizza:")[0], "🍕");
  assert.ok(found("green heart").includes("💚"));
  assert.deepEqual(found("no such thing at all"), []);
  assert.equal(searchEmoji(all, { query: "a", count: 3 }).length, 3);
});

Deno.test("inTone() colours those that have a skin, and no other", () => {
  assert.equal(inTone("👍", "🏽"), "👍🏽");
  assert.equal(inTone("🎉", "🏽"), "🎉");
  assert.equal(inTone("✌️", SKIN_TONES[0]), "✌🏻");
  assert.equal(inTone("👍", ""), "👍");
  assert.equal(inTone("👍🏽", "🏿"), "👍🏽");
});
