import assert from "node:assert/strict";
import { encode } from "uqr";
import { qrPath } from "../../../../../client/web/views/dialogs/kit/qr_path.ts";

/** The dark modules that a path covers, as `x y`. */
function covered(path: string): string[] {
  return [...path.matchAll(/M(\d+) (\d+)h(\d+)v1H(\d+)z/g)].flatMap(([, x, y, width, back]) => {
    assert.equal(back, x);
    return Array.from({ length: Number(width) }, (_, index) => `${Number(x) + index} ${y}`);
  });
}

Deno.test("qrPath() draws every dark module once and no light one", () => {
  const { data } = encode("otpauth://totp/chat:alice?secret=ABC", { border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => isDark ? [`${x} ${y}`] : []));
  assert.deepEqual(covered(qrPath(data)), dark);
  assert.equal(qrPath([[false], [true]]), "M0 1h1v1H0z");
  assert.equal(qrPath([]), "");
});
