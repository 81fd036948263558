import assert from "node:assert/strict";
import { bytesText } from "../../../protocol/text/bytes_text.ts";

Deno.test("bytesText() writes the greatest unit of which there is one", () => {
  const sizes = [0, 640, 1_024, 1_536, 2 * 1_024 ** 3, 1_024 ** 4, 5_000 * 1_024 ** 4];
  assert.deepEqual(sizes.map(bytesText), [
    "0 B",
    "640 B",
    "1.0 KiB",
    "1.5 KiB",
    "2.0 GiB",
    "1.0 TiB",
    "5000.0 TiB",
  ]);
});
