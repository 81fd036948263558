import assert from "node:assert/strict";
import { begunShortcode, replaceShortcodes, withEmoji } from "../../../client/text/emoji.ts";
import { loadEmoji } from "../../../client/text/load_emoji.ts";

const table = { smile: "😄", "+1": "👍", tada: "🎉" };

for (
  const [text, replaced] of [
    [":smile:", "😄"],
    ["so :+1: and :tada:!", "so 👍 and 🎉!"],
    [":smile::tada:", "😄🎉"],
    [":unknown: :toString:", ":unknown: :toString:"],
    ["`:smile:` :smile:", "`:smile:` 😄"],
    ["10:tada:30", "10:tada:30"],
    ["no : smile :", "no : smile :"],
  ] as const
) {
  Deno.test(`replaceShortcodes() makes ${JSON.stringify(text)} readable`, () => {
    assert.equal(replaceShortcodes(text, table), replaced);
  });
}

Deno.test("withEmoji() loads the table only when a text has a shortcode", async () => {
  let loads = 0;
  const load = () => {
    loads++;
    return Promise.resolve(table);
  };
  assert.equal(await withEmoji("at 10:30, ok", load), "at 10:30, ok");
  assert.equal(loads, 0);
  assert.equal(await withEmoji(":smile:", load), "😄");
  assert.equal(loads, 1);
});

Deno.test("loadEmoji() knows the names that people type", async () => {
  const emoji = await loadEmoji();
  assert.equal(emoji["smile"], "😄");
  assert.equal(emoji["+1"], "👍");
  assert.equal(emoji["heart"], "❤️");
});

Deno.test("begunShortcode() finds a shortcode right before the cursor", () => {
  assert.equal(begunShortcode("hi :smi"), "smi");
  for (const before of ["hi :s", "10:30", "hi :smile: ", "::smi"]) {
    assert.equal(begunShortcode(before), undefined);
  }
});
