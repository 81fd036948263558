import assert from "node:assert/strict";
import { asciiOnly } from "../../../tools/build/ascii_only.ts";
import { BuildError } from "../../../tools/build/build_error.ts";

/** What the code is worth once it is ASCII. */
function valueOf(code: string): unknown {
  const written = asciiOnly(code);
  assert.match(written, /^[\0-\x7f]*$/);
  return new Function(`return ${written}`)();
}

Deno.test("asciiOnly() keeps what patterns, strings, templates and comments mean", () => {
  assert.deepEqual(valueOf("/^[\\p{L}_.。．｡-]+$/u.exec('ä。b')?.[0] /* äöü 🚀 */"), "ä。b");
  assert.equal(valueOf("/^[🚀é]$/u.test('🚀')"), true);
  assert.equal(valueOf("/\\\\…/.test('\\\\\\\\…'.slice(1))"), true);
  assert.equal(valueOf("`${'…'}… 🚀`"), "…… 🚀");
});

Deno.test("asciiOnly() refuses what would mean something else", () => {
  for (const code of ["/\\…/", "'\\é'", "String.raw`a…`"]) {
    assert.throws(() => asciiOnly(code), BuildError, code);
  }
});
