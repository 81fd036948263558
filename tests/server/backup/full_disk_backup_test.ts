/** Backups on a disk that is full: a sentence, nothing half done, and the ones before stay. */
import assert from "node:assert/strict";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { restoreBackup, verifyBackup } from "../../../server/backup/restore_backup.ts";
import { takeBackup } from "../../../server/backup/take_backup.ts";
import { SmallDisk, whatASmallDiskLacks } from "../../support/small_disk.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

const NOW_MS = Date.UTC(2026, 10, 28, 12);

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
}

const missing = await whatASmallDiskLacks();
if (missing !== undefined) console.log(`a test on a full disk is skipped: ${missing}`);

Deno.test({
  name: "takeBackup() and restoreBackup() on a disk that is full leave what was there",
  ignore: missing !== undefined,
  async fn() {
    using folder = new TemporaryFolder();
    await using disk = await SmallDisk.make(8);
    await (await startServer(folder)).stop();
    const make = (seconds: number) =>
      takeBackup({
        dataFolder: folder.path,
        target: disk.folder,
        keep: 1,
        nowMs: NOW_MS + seconds * 1_000,
      });
    const { path } = await make(0);
    // There is room for a part of the next one.
    const filler = join(disk.folder, "filler");
    const size = Deno.statSync(join(path, "chat.db")).size;
    const fill = async (rest: number) => {
      const { free } = await roomOf(disk.folder);
      Deno.writeFileSync(filler, new Uint8Array(free - rest));
    };
    await fill(size / 2);
    await assert.rejects(make(1), /^StartError: The backup cannot be made: the disk is full$/);
    assert.throws(
      () => restoreBackup(path, join(disk.folder, "data")),
      /^StartError: Nothing was restored: the disk is full$/,
    );
    assert.deepEqual(namesIn(disk.folder), ["chat-20261128T120000Z", "filler"]);
    assert.deepEqual(verifyBackup(path), []);
    Deno.removeSync(filler);
    await fill(0);
    for (const target of [join(disk.folder, "new"), join(disk.folder, "deep", "er")]) {
      const options = { dataFolder: folder.path, target, keep: 1, nowMs: NOW_MS };
      await assert.rejects(takeBackup(options), /: the disk is full$/);
    }
    assert.throws(
      () => restoreBackup(path, join(disk.folder, "far", "data")),
      /^StartError: Nothing was restored: the disk is full$/,
    );
    assert.deepEqual(namesIn(disk.folder), ["chat-20261128T120000Z", "filler"]);
    Deno.removeSync(filler);
    await make(2);
    assert.deepEqual(namesIn(disk.folder), ["chat-20261128T120002Z"]);
  },
});

Deno.test("takeBackup() says so when there is no room for a file any more, and leaves nothing", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  await (await startServer(folder, { tls: { kind: "own" } })).stop();
  let written = 0;
  const write = (file: Deno.FsFile, bytes: Uint8Array) => {
    if (written > 0) throw Object.assign(new Error("No space left"), { code: "ENOSPC" });
    written += 1;
    return file.writeSync(bytes.subarray(0, 10));
  };
  const options = { dataFolder: folder.path, target: elsewhere.path, keep: undefined };
  await assert.rejects(
    () => takeBackup({ ...options, nowMs: NOW_MS }, { write }),
    /^StartError: The backup cannot be made: the disk is full$/,
  );
  assert.deepEqual(namesIn(elsewhere.path), []);
  // Folders that were made for it go with it.
  written = 0;
  const target = join(elsewhere.path, "backups", "of chat");
  await assert.rejects(() => takeBackup({ ...options, target, nowMs: NOW_MS }, { write }));
  assert.deepEqual(namesIn(elsewhere.path), []);
});

async function roomOf(folder: string): Promise<{ free: number }> {
  const { bavail, bsize } = await statfs(folder);
  return { free: bavail * bsize };
}
