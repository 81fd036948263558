import assert from "node:assert/strict";
import fc from "fast-check";
import {
  keepable,
  printable,
  printableJson,
  printableLines,
} from "../../../protocol/text/printable.ts";

const HOSTILE: readonly (readonly [string, string])[] = [
  ["an escape sequence", "\u001b[2J"],
  ["a title", "\u001b]0;owned\u0007"],
  ["the clipboard (OSC 52)", "\u001b]52;c;ZXZpbA==\u0007"],
  ["a C1 control sequence introducer", "\u009b31m"],
  ["a line end", "a\r\nb"],
  ["a tab and a backspace", "a\t\b"],
  ["delete", "\u007f"],
  ["a right-to-left override", "\u202eevil"],
  ["bidirectional isolates", "\u2066x\u2069"],
  ["an arabic letter mark", "\u061c"],
  ["a line separator", "a\u2028b"],
  ["a lone surrogate", "a\ud800b"],
  ["a language tag", "a\u{e0001}b"],
  ["a byte order mark", "\ufeffa"],
];

/** Nothing that a terminal acts on. */
function isHarmless(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(text);
}

for (const [what, text] of HOSTILE) {
  Deno.test(`printable() makes ${what} harmless`, () => {
    assert.ok(!isHarmless(text) || /[\ufeff\u{e0001}]/u.test(text));
    assert.ok(isHarmless(printable(text)));
    assert.notEqual(printable(text), text);
  });
}

Deno.test("printable() leaves letters, emoji and their joiners as they are", () => {
  for (const text of ["héllo wörld", "日本語", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "नमस्ते", "عربي", "~!@#"]) {
    assert.equal(printable(text), text);
  }
});

Deno.test("printable() leaves out marks of direction, which keepable() keeps", () => {
  const text = "\u05d0\u200f! a\u200e. \u0628\u061c";
  assert.equal(keepable(text), text);
  assert.equal(printable(text), "\u05d0! a. \u0628");
  assert.equal(keepable("\u202ea\u001b"), "\ufffda\ufffd");
});

Deno.test("printableLines() keeps lines and turns tabs into spaces", () => {
  assert.deepEqual(printableLines("a\n\tb\r\nc\u001b"), ["a", "    b", "c\ufffd"]);
});

Deno.test("printableJson() escapes and still means the same", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const json = printableJson(JSON.stringify({ text }));
    assert.ok(isHarmless(json));
    assert.deepEqual(JSON.parse(json), { text });
  }));
  assert.deepEqual(JSON.parse(printableJson(JSON.stringify("\u{e0001}\u009b"))), "\u{e0001}\u009b");
});
