/** Copies of files. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { hashFile } from "../../../server/base/hash_file.ts";
import { copyFile } from "../../../server/backup/copied_file.ts";
import { sha256Of, someBytes } from "../../support/file_client.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

Deno.test("copyFile() copies files of several pieces whole, whatever part the disk takes at once", () => {
  using folder = new TemporaryFolder();
  const from = join(folder.path, "from");
  for (const size of [0, 1, 1_024 * 1_024, 3 * 1_024 * 1_024 + 77]) {
    const bytes = someBytes(size, 7);
    Deno.writeFileSync(from, bytes);
    const whole = { size, sha256: sha256Of(bytes) };
    const to = join(folder.path, "deep", String(size));
    assert.deepEqual(copyFile(from, to), whole);
    assert.deepEqual(hashFile(to), whole);
    const write = (file: Deno.FsFile, part: Uint8Array) =>
      file.writeSync(part.subarray(0, Math.ceil(part.length / 3)));
    assert.deepEqual(copyFile(from, `${to}-slow`, { write }), whole);
    assert.deepEqual(hashFile(`${to}-slow`), whole);
  }
});

Deno.test("copyFile() throws when something else has arrived than was sent", () => {
  using folder = new TemporaryFolder();
  const from = join(folder.path, "from");
  Deno.writeFileSync(from, someBytes(100_000, 7));
  const write = (file: Deno.FsFile, part: Uint8Array) => {
    file.writeSync(new Uint8Array(part.length));
    return part.length;
  };
  assert.throws(() => copyFile(from, join(folder.path, "to"), { write }), /the disk fails/);
});
