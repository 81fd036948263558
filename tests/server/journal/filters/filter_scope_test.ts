/** What filters say to a text, and that none of them can take long. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  FilterScope,
  maskText,
  type StoredFilter,
} from "../../../../server/journal/filters/filter_scope.ts";
import { RE2_ENGINE } from "../../../../server/journal/filters/pattern_engine.ts";

function scopeOf(...filters: Omit<StoredFilter, "id">[]): FilterScope {
  return new FilterScope(
    filters.map((filter, index) => ({ id: index + 1, ...filter })),
    RE2_ENGINE,
  );
}

function masked(text: string, ...patterns: string[]): string {
  const scope = scopeOf(
    ...patterns.map((pattern) => ({ kind: "pattern", pattern, does: "mask" }) as const),
  );
  return maskText(text, scope.look(text).findings?.masks ?? []);
}

Deno.test("FilterScope.check() has refusing go before masking, and masking beside flagging", () => {
  const scope = scopeOf(
    { kind: "word", pattern: "darn", does: "mask" },
    { kind: "pattern", pattern: "s+pam", does: "flag" },
    { kind: "word", pattern: "worst", does: "refuse" },
  );
  assert.equal(scope.look("all is well").findings, undefined);
  assert.deepEqual(scope.look("Darn SSSPAM").findings, {
    refused: false,
    masks: [{ id: 1, does: "mask", start: 0, end: 4 }],
    flaggedBy: 2,
  });
  assert.deepEqual(scope.look("darn, the worst").findings, {
    refused: true,
    masks: [],
    flaggedBy: undefined,
  });
});

Deno.test("FilterScope.check() finds patterns without case unless they say otherwise", () => {
  assert.equal(
    masked("Call 555-1234 or 555 9876!", String.raw`\d{3}[- ]\d{4}`),
    "Call ******** or ***" + " " + "****!",
  );
  assert.equal(masked("FOO foo", "foo"), "*** ***");
  assert.equal(masked("FOO foo", "(?-i)foo"), "FOO ***");
});

Deno.test("maskText() puts one star for each character and leaves lines what they were", () => {
  assert.equal(masked("a 🦄🦄 b", "🦄+"), "a ** b");
  assert.equal(masked("<x\n y>", "(?s)<.*>"), "**\n **");
  assert.equal(masked("abcd", "abc", "bcd"), "****");
});

Deno.test("maskText() keeps every text well formed and no longer than it was", () => {
  const text = fc.string({ unit: "binary", maxLength: 60 }).filter((given) => given.isWellFormed());
  const scope = scopeOf(
    { kind: "pattern", pattern: "[^a-f]{1,3}", does: "mask" },
    { kind: "pattern", pattern: String.raw`\pL|\PL$`, does: "mask" },
  );
  fc.assert(
    fc.property(text, (given) => {
      const result = maskText(given, scope.look(given).findings?.masks ?? []);
      assert.ok(result.isWellFormed());
      assert.equal([...result].length, [...given].length);
      assert.ok(new TextEncoder().encode(result).length <= new TextEncoder().encode(given).length);
    }),
    { numRuns: 1_000, seed: 7 },
  );
});

Deno.test("RE2_ENGINE.compile() refuses what cannot be understood or is in every text", () => {
  for (const source of ["(", "a**", "[z-a]", String.raw`\1`, "(?=x)", "a{1001}", "a*", "x|", "^"]) {
    assert.throws(() => RE2_ENGINE.compile(source), { code: "bad_pattern" }, source);
  }
  assert.throws(() => RE2_ENGINE.compile("(b"), {
    message: "This pattern cannot be understood: missing closing ): `(b`",
  });
});

Deno.test("FilterScope.check() takes time that grows with the text alone, whatever the patterns", () => {
  const evil = ["(a+)+$", "(a|aa)+$", "(.*)(.*)(.*)(.*)[0-9]", "(a|b|ab)*c", "a.*b|a", "(x+x+)+y"];
  const scope = scopeOf(
    ...evil.map((pattern) => ({ kind: "pattern", pattern, does: "mask" }) as const),
  );
  const texts = ["a".repeat(8_191) + "b", "x".repeat(8_192), "ab".repeat(4_096)];
  // JavaScript's own engine would need longer than the universe has been there.
  for (const text of texts) scope.look(text);
});
