/** An older folder on a full disk stays what it is. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { databasePath, OLD_DATABASE } from "../../../../server/journal/database/database.ts";
import { restore, versionIn } from "../../../support/older_folder.ts";
import { SmallDisk, whatASmallDiskLacks } from "../../../support/small_disk.ts";
import { startServer, type TemporaryFolder } from "../../../support/test_server.ts";

const missing = await whatASmallDiskLacks();

Deno.test({
  name: "serve() changes nothing in an older folder when there is no room for a copy of it",
  ignore: missing !== undefined,
  async fn() {
    await using disk = await SmallDisk.make(1);
    const folder = { path: disk.folder, [Symbol.dispose]() {} };
    restore(folder.path, 3);
    const filler = join(folder.path, "filler");
    fill(filler);
    await assert.rejects(startServer(folder as TemporaryFolder), /disk is full/);
    assert.equal(versionIn(databasePath(folder.path)), 3);
    assert.throws(() => Deno.statSync(join(folder.path, OLD_DATABASE)), Deno.errors.NotFound);
  },
});

/** Leaves less room than a database takes. */
function fill(path: string): void {
  using file = Deno.openSync(path, { create: true, write: true });
  const bytes = new Uint8Array(16_384);
  try {
    for (;;) file.writeSync(bytes);
  } catch {
    const { size } = Deno.statSync(path);
    Deno.truncateSync(path, Math.max(0, size - 65_536));
  }
}
