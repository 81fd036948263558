import assert from "node:assert/strict";
import { quoted, shellWords } from "../../../../client/commands/parts/shell_words.ts";

/** The words of a line. */
function words(line: string, isWindows = false): string[] {
  return shellWords(line, { isWindows }).map(({ text }) => text);
}

Deno.test("shellWords() reads quotes and backslashes as a shell does", () => {
  assert.deepEqual(words(`a  'b c' "d \\"e" f\\ g 'h'"i"`), ["a", "b c", 'd "e', "f g", "hi"]);
  assert.deepEqual(words(`'it\\'s`), ["it\\s"]);
  assert.deepEqual(words("'open quote"), ["open quote"]);
  assert.deepEqual(words("C:\\my\\file.txt", true), ["C:\\my\\file.txt"]);
  assert.deepEqual(words("   "), []);
});

Deno.test("shellWords() says where words stand, and where they are not closed", () => {
  const [first, second] = shellWords(`~/a 'b c`, { isWindows: false });
  assert.deepEqual(first, { text: "~/a", start: 0, end: 3, isFromHome: true, openQuote: "" });
  assert.deepEqual(second, { text: "b c", start: 4, end: 8, isFromHome: false, openQuote: "'" });
});

Deno.test("quoted() makes one word of any text", () => {
  for (const text of ["/tmp/a.png", "a b", "it's", '"', "~/x", "$HOME `x` \\", "é ü", ""]) {
    assert.deepEqual(words(quoted(text)), text === "" ? [""] : [text], text);
  }
});
