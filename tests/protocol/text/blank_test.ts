import assert from "node:assert/strict";
import { isBlank } from "../../../protocol/text/blank.ts";

for (
  const text of [
    "",
    " \t\r\n",
    "\u00a0\u2003\u3000",
    "\u200b\u200c\u200d\u2060\ufeff",
    "\u200e\u200f\u061c",
    "\u00ad\u034f",
    "\u3164\u115f\u1160\uffa0",
    "\u2800",
    "\ufe0f\u{e0100}\u180b",
    "\u{e0041}\u{e007f}",
    "\u202e\u2066",
    "\u2028\u2029\u0007",
  ]
) {
  Deno.test(`isBlank() sees nothing in ${escape(text)}`, () => assert.ok(isBlank(text)));
}

for (const text of ["a", "\u200ba", ".", "❤️", "👩‍👩‍👧‍👦", "نمستے", "\u0301", "\u{10ffff}"]) {
  Deno.test(`isBlank() sees something in ${escape(text)}`, () => assert.ok(!isBlank(text)));
}

function escape(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
