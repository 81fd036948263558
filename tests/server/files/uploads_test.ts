import assert from "node:assert/strict";
import { join } from "node:path";
import { Files } from "../../../server/files/files.ts";
import {
  FOUND_LIFETIME_MS,
  MAX_UPLOADS_PER_ACCOUNT,
  UPLOAD_LIFETIME_MS,
} from "../../../server/files/uploads.ts";
import type { ByteSource } from "../../../server/files/upload.ts";
import { sha256Of, someBytes } from "../../support/file_client.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** Files of which a test says what the journal refers to, and what time it is. */
function openFiles(folder: TemporaryFolder, { maxFileBytes = 1_000_000 } = {}) {
  const world = {
    nowMs: 1_000_000_000_000,
    /** The clock that only goes forward. */
    elapsedMs: 0,
    /** The time since which servers were seen running for a day. */
    seenBeforeMs: 0,
    referenced: new Set<string>(),
    failures: [] as string[],
  };
  const files = new Files({
    dataFolder: folder.path,
    workerEntry: new URL("../../../main.ts", import.meta.url),
    limits: {
      maxFileBytes,
      maxAccountBytes: 2_000_000,
      maxStorageBytes: 3_000_000,
      reserveBytes: 0,
      requestRate: { burst: 1, perSecond: 1 },
    },
    now: () => world.nowMs,
    elapsed: () => world.elapsedMs,
    seenBefore: () => Promise.resolve(world.seenBeforeMs),
    randomBytes: (bytes) => crypto.getRandomValues(bytes),
    storedBytes: () => Promise.resolve({ account: 0, server: 0 }),
    referenced: (hashes) => Promise.resolve(hashes.filter((hash) => world.referenced.has(hash))),
    onFailure: (message) => void world.failures.push(message),
  });
  return { files, world };
}

/** Bytes that come in small pieces. */
function sourceOf(bytes: Uint8Array): ByteSource {
  let at = 0;
  return {
    readInto(memory) {
      const part = bytes.subarray(at, at + Math.min(memory.length, 1_000));
      memory.set(part);
      at += part.length;
      return Promise.resolve(part.length);
    },
    giveUp() {},
  };
}

async function uploaded(files: Files, account: number, bytes: Uint8Array): Promise<string> {
  const upload = await files.uploads.begin({ account, length: bytes.length, digest: undefined });
  await files.uploads.receive(upload, sourceOf(bytes), 0);
  return upload.id;
}

function isThere(folder: TemporaryFolder, hash: string): boolean {
  try {
    return Deno.statSync(join(folder.path, "files", "blobs", hash.slice(0, 2), hash)).isFile;
  } catch {
    return false;
  }
}

Deno.test("Uploads.collect() takes away what nothing has come for in a day, with its bytes", async () => {
  using folder = new TemporaryFolder();
  const { files, world } = openFiles(folder);
  const bytes = someBytes(5_000);
  await uploaded(files, 7, bytes);
  world.elapsedMs += UPLOAD_LIFETIME_MS - 1;
  assert.equal(await files.uploads.collect(), 0);
  assert.equal(isThere(folder, sha256Of(bytes)), true);
  world.elapsedMs += 1;
  assert.equal(await files.uploads.collect(), 1);
  await files.blobs.idle();
  assert.equal(isThere(folder, sha256Of(bytes)), false);
  assert.deepEqual(world.failures, []);
  await files.close();
});

Deno.test("Uploads.hold() keeps the bytes until a message has them, and the upload is said once", async () => {
  using folder = new TemporaryFolder();
  const { files, world } = openFiles(folder);
  const bytes = someBytes(5_000);
  const hash = sha256Of(bytes);
  const id = await uploaded(files, 7, bytes);
  assert.throws(() => files.uploads.hold(8, id), { code: "no_such_upload" });
  const held = files.uploads.hold(7, id);
  assert.deepEqual([held.size, held.sha256], [5_000, hash]);
  // Refused: it is still there.
  held.release(false);
  const again = files.uploads.hold(7, id);
  await files.blobs.collect();
  assert.equal(isThere(folder, hash), true);
  world.referenced.add(hash);
  again.release(true);
  assert.throws(() => files.uploads.hold(7, id), { code: "no_such_upload" });
  await files.blobs.collect();
  assert.equal(isThere(folder, hash), true);
  // Its message was deleted.
  world.referenced.delete(hash);
  files.blobs.letGo([hash]);
  await files.blobs.idle();
  assert.equal(isThere(folder, hash), false);
  await files.close();
});

Deno.test("Uploads.begin() bounds how many an account has, and how much they take", async () => {
  using folder = new TemporaryFolder();
  const { files } = openFiles(folder);
  const begin = (account: number, length: number) =>
    files.uploads.begin({ account, length, digest: undefined });
  await begin(1, 1_000_000);
  await begin(1, 1_000_000);
  await assert.rejects(begin(1, 1), { code: "quota_exceeded" });
  await begin(2, 900_000);
  await assert.rejects(begin(3, 100_001), { code: "quota_exceeded" });
  await assert.rejects(begin(3, 1_000_001), { code: "file_too_large" });
  for (let count = 0; count < MAX_UPLOADS_PER_ACCOUNT; count++) await begin(3, 1);
  await assert.rejects(begin(3, 1), { code: "slow_down" });
  await files.close();
});

Deno.test("an upload that was half there goes on in another process, and incomplete is not said", async () => {
  using folder = new TemporaryFolder();
  const bytes = someBytes(700_000);
  const before = openFiles(folder);
  const upload = await before.files.uploads.begin({
    account: 7,
    length: 700_000,
    digest: undefined,
  });
  await before.files.uploads.receive(upload, sourceOf(bytes.subarray(0, 400_000)), 0);
  assert.equal(upload.offset, 400_000);
  assert.throws(() => before.files.uploads.hold(7, upload.id), { code: "upload_incomplete" });
  await before.files.close();

  const { files } = openFiles(folder);
  await files.open();
  const found = await files.uploads.of(7, upload.id);
  assert.equal(found?.offset, 400_000);
  if (found !== undefined) {
    await files.uploads.receive(found, sourceOf(bytes.subarray(400_000)), 400_000);
  }
  assert.equal(files.uploads.hold(7, upload.id).sha256, sha256Of(bytes));
  await files.close();
});

Deno.test("Uploads.collect() takes nothing away because the clock was set, also after a restart", async () => {
  using folder = new TemporaryFolder();
  {
    const { files, world } = openFiles(folder);
    await uploaded(files, 7, someBytes(5_000));
    world.nowMs += 400 * UPLOAD_LIFETIME_MS;
    world.seenBeforeMs = world.nowMs;
    assert.equal(await files.uploads.collect(), 0);
    await files.close();
  }
  const { files, world } = openFiles(folder);
  world.nowMs = Date.now() + 400 * UPLOAD_LIFETIME_MS;
  world.elapsedMs = FOUND_LIFETIME_MS;
  // Servers were not seen running since its last byte for as long as the clock says.
  assert.equal(await files.uploads.collect(), 0);
  assert.equal(files.uploads.all().length, 1);
  world.elapsedMs += FOUND_LIFETIME_MS - 1;
  world.seenBeforeMs = world.nowMs;
  assert.equal(await files.uploads.collect(), 0);
  world.elapsedMs += 1;
  assert.equal(await files.uploads.collect(), 1);
  await files.close();
});

Deno.test("Uploads.begin() takes nothing where no files are taken, not even empty ones", async () => {
  using folder = new TemporaryFolder();
  const { files } = openFiles(folder, { maxFileBytes: 0 });
  const begun = files.uploads.begin({ account: 7, length: 0, digest: undefined });
  await assert.rejects(begun, { code: "file_too_large", message: "This server takes no files" });
  await files.close();
});

Deno.test("Blobs.verify() reads each to its end, however many ask at once", async () => {
  using folder = new TemporaryFolder();
  const { files } = openFiles(folder, { maxFileBytes: 20_000_000 });
  // Longer than what is read in one go.
  const all = [1, 2].map((seed) => someBytes(900_000, seed));
  for (const bytes of all) await uploaded(files, 7, bytes);
  const large = someBytes(9_000_000, 3);
  const hashes = [...all.map(sha256Of), sha256Of(large)];
  const shelf = join(folder.path, "files", "blobs", hashes[2]?.slice(0, 2) ?? "");
  Deno.mkdirSync(shelf, { recursive: true });
  Deno.writeFileSync(join(shelf, hashes[2] ?? ""), large);
  const looked = await Promise.all([...hashes, ...hashes].map((hash) => files.blobs.verify(hash)));
  assert.deepEqual(looked.map(({ isGood }) => isGood), new Array(6).fill(true));
  assert.deepEqual(looked.map(({ bytes }) => bytes).slice(0, 3), [900_000, 900_000, 9_000_000]);
  await files.close();
});

Deno.test("Files.close() says nothing of the tidying up that it cuts off", async () => {
  using folder = new TemporaryFolder();
  const first = openFiles(folder);
  await uploaded(first.files, 1, someBytes(1_000));
  await first.files.close();
  const { files, world } = openFiles(folder);
  await files.open();
  const tidying = files.tidyAtStart();
  await files.close();
  await tidying;
  assert.deepEqual(world.failures, []);
});
