import assert from "node:assert/strict";
import { halfBlocks, qrRows } from "../../../protocol/text/qr_code.ts";

Deno.test("halfBlocks() draws light modules, two rows in one", () => {
  const dark = true;
  const light = false;
  assert.deepEqual(
    halfBlocks([
      [dark, light, dark, light],
      [dark, dark, light, light],
      [light, dark, light, dark],
    ]),
    [" ▀▄█", "▀ ▀ "],
  );
});

Deno.test("qrRows() fits a secret with its address into a terminal of 80 by 24", async () => {
  const uri = `otpauth://totp/Our%20school:${"a".repeat(32)}?secret=${
    "A".repeat(32)
  }&issuer=Our%20school`;
  const rows = await qrRows(uri);
  assert.ok(rows.length <= 24, String(rows.length));
  assert.ok(rows.every((row) => row.length === rows[0]?.length && row.length <= 72));
  // The corners of a code: a light border, then a dark square around a light and a dark one.
  assert.match(rows[0] ?? "", /^█+$/);
  assert.match(rows[1] ?? "", /^██ ▄▄▄▄▄ .* ▄▄▄▄▄ ██$/);
});
