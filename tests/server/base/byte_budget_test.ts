import assert from "node:assert/strict";
import { ByteBudget } from "../../../server/base/byte_budget.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";

Deno.test("ByteBudget.takes() counts the bytes of JSON in UTF-8, whatever the characters", () => {
  const encoder = new TextEncoder();
  const budgetBytes = MAX_LINE_BYTES - 1_024;
  const borders = [
    0,
    0x1f,
    0x22,
    0x7f,
    0x80,
    0x7ff,
    0x800,
    0xd7ff,
    0xe000,
    0xffff,
    0x1_0000,
    0x10_ffff,
  ];
  for (const codePoint of [...borders, 0xd800, 0xdfff]) {
    const thing = { text: `a${String.fromCodePoint(codePoint)}` };
    const bytes = encoder.encode(JSON.stringify(thing)).length + 1;
    const budget = new ByteBudget();
    // So much that only as many bytes are left as the thing takes, or one less.
    assert.equal(budget.takes("x".repeat(budgetBytes - bytes - 3)), true);
    assert.equal(budget.takes(thing), true, `U+${codePoint.toString(16)}`);
    const smaller = new ByteBudget();
    assert.equal(smaller.takes("x".repeat(budgetBytes - bytes - 2)), true);
    assert.equal(smaller.takes(thing), false, `U+${codePoint.toString(16)}`);
  }
});

Deno.test("ByteBudget.fitting() takes as many as fit, from the first on", () => {
  const things = Array.from({ length: 100 }, () => "€".repeat(1_000));
  assert.equal(new ByteBudget().fitting(things).length, 21);
  assert.deepEqual(new ByteBudget().fitting(["a", "b"]), ["a", "b"]);
});
