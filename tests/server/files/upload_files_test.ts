import assert from "node:assert/strict";
import { join } from "node:path";
import { UploadFiles } from "../../../server/files/upload_files.ts";
import { sha256Of, someBytes } from "../../support/file_client.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const ID = "abcdefghijklmnopqrstuvwx";
const OTHER = "ABCDEFGHIJKLMNOPQRSTUVWX";
const RECORD = { account: 7, length: 1_000, madeMs: 5 };

Deno.test("UploadFiles hashes again what an earlier one has left, and makes a blob of it", async () => {
  using folder = new TemporaryFolder();
  const files = join(folder.path, "files");
  const bytes = someBytes(1_000);
  const before = new UploadFiles(files);
  before.begin(ID, RECORD);
  await before.append(ID, bytes.subarray(0, 400));
  before.pause(ID);
  // Some of it may have come to the disk without having been told.
  Deno.writeFileSync(join(files, "uploads", ID), bytes.subarray(400, 500), { append: true });

  const after = new UploadFiles(files);
  const [found, ...others] = after.found();
  assert.deepEqual(others, []);
  assert.deepEqual({ id: found?.id, record: found?.record, offset: found?.offset }, {
    id: ID,
    record: RECORD,
    offset: 500,
  });
  assert.equal(after.resume(ID, 450), true);
  await after.append(ID, bytes.subarray(450));
  const sha256 = await after.finish(ID);
  assert.equal(sha256, sha256Of(bytes));
  after.keep(ID, { ...RECORD, sha256 });
  const blob = join(files, "blobs", sha256.slice(0, 2), sha256);
  assert.deepEqual(Deno.readFileSync(blob), bytes);

  // Until a message has taken it, it is found as one that is complete.
  const [complete] = new UploadFiles(files).found();
  assert.equal(complete?.record.sha256, sha256);
  assert.equal(complete?.offset, 1_000);
  after.discard(ID);
  assert.deepEqual(new UploadFiles(files).found(), []);
  assert.deepEqual(Deno.readFileSync(blob), bytes);
});

Deno.test("UploadFiles finishes what was killed between its record and its blob", async () => {
  using folder = new TemporaryFolder();
  const files = join(folder.path, "files");
  const bytes = someBytes(1_000);
  const sha256 = sha256Of(bytes);
  const before = new UploadFiles(files);
  before.begin(ID, RECORD);
  await before.append(ID, bytes);
  await before.finish(ID);
  Deno.writeTextFileSync(
    join(files, "uploads", `${ID}.json`),
    JSON.stringify({ ...RECORD, sha256 }),
  );
  const [found] = new UploadFiles(files).found();
  assert.equal(found?.record.sha256, sha256);
  assert.deepEqual(Deno.readFileSync(join(files, "blobs", sha256.slice(0, 2), sha256)), bytes);
});

Deno.test("UploadFiles takes away what it can make nothing of", () => {
  using folder = new TemporaryFolder();
  const files = join(folder.path, "files");
  const before = new UploadFiles(files);
  before.begin(ID, RECORD);
  before.pause(ID);
  const uploads = join(files, "uploads");
  const sha256 = sha256Of(someBytes(3));
  Deno.writeTextFileSync(join(uploads, "rest.json.new"), "{");
  Deno.writeTextFileSync(join(uploads, OTHER), "bytes of nobody");
  Deno.writeTextFileSync(join(uploads, `${OTHER.slice(0, 23)}1.json`), "{}");
  Deno.writeTextFileSync(
    join(uploads, `${OTHER.slice(0, 23)}2.json`),
    JSON.stringify({ ...RECORD, sha256 }),
  );
  assert.deepEqual(new UploadFiles(files).found().map(({ id }) => id), [ID]);
  assert.deepEqual([...Deno.readDirSync(uploads)].map(({ name }) => name).sort(), [
    ID,
    `${ID}.json`,
  ]);
});
