import assert from "node:assert/strict";
import { join } from "node:path";
import { checkDatabaseFile, isDiskFull, opennessOf } from "../../../server/start/storage.ts";
import { StartError } from "../../../server/base/start_error.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

function write(folder: TemporaryFolder, name: string, text: string): void {
  Deno.writeTextFileSync(join(folder.path, name), text);
}

Deno.test("checkDatabaseFile() takes a new folder, and one with a database", () => {
  using folder = new TemporaryFolder();
  checkDatabaseFile(folder.path);
  write(folder, "certificate.pem", "a certificate");
  checkDatabaseFile(folder.path);
  write(folder, "chat.db", "a database");
  checkDatabaseFile(folder.path);
});

Deno.test("checkDatabaseFile() refuses an empty database where a server has been", () => {
  using folder = new TemporaryFolder();
  write(folder, "chat.db", "");
  checkDatabaseFile(folder.path);
  write(folder, "certificate.pem", "a certificate");
  assert.throws(
    () => checkDatabaseFile(folder.path),
    (error) =>
      error instanceof StartError &&
      /chat\.db is empty, but a server has used this folder \(certificate\.pem\)/.test(
        error.message,
      ),
  );
});

Deno.test("checkDatabaseFile() refuses a write-ahead log without its database", () => {
  using folder = new TemporaryFolder();
  write(folder, "chat.db-wal", "what was committed last");
  assert.throws(() => checkDatabaseFile(folder.path), /chat\.db is not there, but/);
});

Deno.test("isDiskFull() leaves nothing behind", () => {
  using folder = new TemporaryFolder();
  assert.equal(isDiskFull(folder.path), false);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("opennessOf() speaks of folders into which others may write", {
  ignore: Deno.build.os === "windows",
}, () => {
  using folder = new TemporaryFolder();
  Deno.chmodSync(folder.path, 0o755);
  assert.equal(opennessOf(folder.path), undefined);
  for (const mode of [0o775, 0o757]) {
    Deno.chmodSync(folder.path, mode);
    assert.match(opennessOf(folder.path) ?? "", /^Others may write into the data folder .*chmod/);
  }
});
