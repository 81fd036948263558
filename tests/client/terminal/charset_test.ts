import assert from "node:assert/strict";
import stringWidth from "string-width";
import { asciiOnly, isUtf8 } from "../../../client/terminal/charset.ts";
import { loadTextWidth } from "../../../client/text/text_width.ts";

function environment(variables: Record<string, string>): (name: string) => string | undefined {
  return (name) => variables[name];
}

Deno.test("isUtf8() believes the first variable that says something", () => {
  assert.equal(isUtf8(environment({})), true);
  assert.equal(isUtf8(environment({ LANG: "C" })), false);
  assert.equal(isUtf8(environment({ LANG: "POSIX" })), false);
  assert.equal(isUtf8(environment({ LANG: "de_DE.ISO-8859-1" })), false);
  assert.equal(isUtf8(environment({ LANG: "de_DE.UTF-8" })), true);
  assert.equal(isUtf8(environment({ LANG: "C", LC_CTYPE: "UTF-8" })), true);
  assert.equal(isUtf8(environment({ LANG: "en_US.utf8", LC_ALL: "C" })), false);
  assert.equal(isUtf8(environment({ LANG: "C", LC_ALL: "" })), false);
});

Deno.test("asciiOnly() keeps the columns of everything, and sequences as they are", async () => {
  await loadTextWidth();
  assert.equal(asciiOnly("\x1b[1;2H│ ── … ↑ ·\x1b[0m"), "\x1b[1;2H| -- ~ ^ .\x1b[0m");
  assert.equal(asciiOnly("Zürich, naïve — “so”"), 'Zurich, naive - "so"');
  for (const text of ["日本語", "👍🏽 ok", "e\u0301", "🇩🇪", "ß", "ﬁ", "Ω", "한국"]) {
    assert.match(asciiOnly(text), /^[\x20-\x7e]*$/);
    assert.equal(asciiOnly(text).length, stringWidth(text), text);
  }
});
