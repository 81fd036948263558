/** Backups of servers that run, and what becomes of them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { blobPath } from "../../../server/files/file_paths.ts";
import { FileClient, sha256Of, someBytes } from "../../support/file_client.ts";
import { MANIFEST_FILE, readManifest } from "../../../server/backup/manifest.ts";
import { restoreBackup, verifyBackup } from "../../../server/backup/restore_backup.ts";
import { takeBackup } from "../../../server/backup/take_backup.ts";
import { runChat } from "../../support/run_chat.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

/** Messages on their way at once. */
const IN_FLIGHT = 16;

const NOW_MS = Date.UTC(2026, 10, 28, 12);

function backedUp(folder: TemporaryFolder, target: string, { keep, at = 0 }: {
  keep?: number;
  at?: number;
} = {}) {
  const nowMs = NOW_MS + at * 1_000;
  return takeBackup({ dataFolder: folder.path, target, keep, nowMs });
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
}

Deno.test("chat admin backup of a server that is written to has everything that was acknowledged", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const acknowledged = new Set<number>();
  let isOver = false;
  // As fast as they are taken, some in flight: far more than 500 a second where nothing else runs.
  const writing = Array.from({ length: IN_FLIGHT }, async () => {
    while (!isOver) {
      const { id } = await alice.request("say", { text: `after ${acknowledged.size}` });
      acknowledged.add(Number(id));
    }
  });
  while (acknowledged.size < 500) await alice.request("ping", {});
  const before = [...acknowledged];
  const { code, stdout, stderr } = await runChat([
    "admin",
    "backup",
    elsewhere.path,
    "--data",
    folder.path,
    "--json",
  ]);
  isOver = true;
  await Promise.all(writing);
  assert.equal(code, 0, stderr);
  const { path } = JSON.parse(stdout);
  assert.deepEqual(verifyBackup(path), []);
  assert.ok(acknowledged.size > before.length);

  const restored = join(elsewhere.path, "restored");
  const brought = await runChat(["admin", "restore", path, "--data", restored]);
  assert.equal(brought.code, 0, brought.stderr);
  const again = new TemporaryFolder();
  try {
    Deno.removeSync(again.path);
    Deno.renameSync(restored, again.path);
    await using second = await startServer(again);
    const client = await second.connect();
    await client.request("login", { username: "alice", password: "correct horse 7" });
    const restoredIds = new Set<number>();
    for (let last_id = 0, more = true; more;) {
      const page = await client.request("poll", { last_id, limit: 1_000 });
      for (const { id } of page["messages"] as { id: number }[]) restoredIds.add(last_id = id);
      more = Boolean(page["more"]);
    }
    assert.deepEqual(before.filter((id) => !restoredIds.has(id)), []);
    await second.log.line(/^RESTORED .* has another name from now on/m);
  } finally {
    again[Symbol.dispose]();
  }
});

Deno.test("takeBackup() keeps as many as are wanted, and a name for each", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  await (await startServer(folder)).stop();
  const target = join(elsewhere.path, "deep", "backups");
  for (let at = 0; at < 3; at++) await backedUp(folder, target, { at });
  const twice = await backedUp(folder, target, { at: 2, keep: 2 });
  assert.deepEqual(namesIn(target), ["chat-20261128T120002Z", "chat-20261128T120002Z-2"]);
  assert.equal(twice.removed.length, 2);
  Deno.mkdirSync(join(target, "chat-20261128T130000Z"));
  await backedUp(folder, target, { at: 5, keep: 1 });
  // What is no whole backup is not ours to remove.
  assert.deepEqual(namesIn(target), ["chat-20261128T120005Z", "chat-20261128T130000Z"]);
});

Deno.test("verifyBackup() finds every file that is changed, cut off or missing", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  await (await startServer(folder, { tls: { kind: "own" } })).stop();
  const { path } = await backedUp(folder, elsewhere.path);
  const { files } = readManifest(path);
  assert.deepEqual(files.map((file) => file.path), [
    "certificate.pem",
    "chat.db",
    "key.pem",
    "name.key",
  ]);
  for (const file of files) {
    const at = join(path, file.path);
    const whole = Deno.readFileSync(at);
    const flipped = whole.slice();
    const middle = Math.floor(flipped.length / 2);
    flipped[middle] = (flipped[middle] ?? 0) ^ 1;
    Deno.writeFileSync(at, flipped);
    assert.deepEqual(verifyBackup(path), [`${file.path} is damaged`]);
    assert.throws(() => restoreBackup(path, join(elsewhere.path, "x")), /is damaged; nothing was/);
    Deno.writeFileSync(at, whole.subarray(1));
    assert.match(verifyBackup(path)[0] ?? "", /bytes instead of/);
    Deno.removeSync(at);
    assert.deepEqual(verifyBackup(path), [`${file.path} is missing`]);
    Deno.writeFileSync(at, whole);
  }
  assert.deepEqual(verifyBackup(path), []);
  assert.deepEqual(namesIn(elsewhere.path), ["chat-20261128T120000Z"]);
});

Deno.test("restoreBackup() overwrites nothing, and takes no path out of a manifest that leads elsewhere", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  await (await startServer(folder)).stop();
  const { path } = await backedUp(folder, elsewhere.path);
  assert.throws(() => restoreBackup(path, folder.path), /is not empty, and nothing in it is/);
  const empty = join(elsewhere.path, "empty");
  Deno.mkdirSync(empty);
  restoreBackup(path, empty);
  assert.ok(namesIn(empty).includes("chat.db"));
  assert.equal((Deno.statSync(empty).mode ?? 0) & 0o77, 0);

  const manifest = JSON.parse(Deno.readTextFileSync(join(path, MANIFEST_FILE)));
  for (const bad of ["../evil", "/etc/passwd", "a/../../b", "", "..", "a//b", "a\u0000b"]) {
    manifest.files[0].path = bad;
    Deno.writeTextFileSync(join(path, MANIFEST_FILE), JSON.stringify(manifest));
    assert.throws(() => restoreBackup(path, join(elsewhere.path, "y")), /not a manifest/);
  }
  Deno.writeTextFileSync(join(path, MANIFEST_FILE), "{");
  assert.throws(() => verifyBackup(path), /cannot be read: the backup is damaged/);
  assert.throws(() => verifyBackup(empty), /empty is no backup: it has no manifest/);
  assert.throws(() => verifyBackup(join(path, "chat.db")), /is a file: .* read with - and </);
  assert.throws(() => verifyBackup(join(path, "missing")), /^StartError: There is no backup /);
  assert.throws(
    () => restoreBackup(elsewhere.path, join(elsewhere.path, "y")),
    /has backups in it and is none: name one, the newest is .*chat-20261128T120000Z$/,
  );
});

Deno.test("takeBackup() leaves nothing half done where it cannot go on", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  await (await startServer(folder)).stop();
  Deno.writeTextFileSync(
    join(folder.path, "chat.db"),
    "this is no database, and long enough".repeat(99),
  );
  await assert.rejects(
    () => backedUp(folder, elsewhere.path),
    /The backup cannot be made: the database is/,
  );
  assert.deepEqual(namesIn(elsewhere.path), []);
});

Deno.test("takeBackup() has the files of all messages, shares them with the backup before, and says which are lost", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  using sending = await FileClient.open({
    port: server.port,
    token: String(alice.answer["token"]),
  });
  const said: { id: unknown; path: string; bytes: Uint8Array }[] = [];
  for (const seed of [1, 2, 3]) {
    const bytes = someBytes(1_500_000, seed);
    const upload = await sending.upload(bytes);
    const { id } = await alice.request("say", { text: "", file: { upload, name: `${seed}.bin` } });
    said.push({ id, bytes, path: blobPath("files", sha256Of(bytes)) });
  }
  const [kept, deleted, damaged] = said;
  assert.ok(kept !== undefined && deleted !== undefined && damaged !== undefined);
  const first = await backedUp(folder, elsewhere.path);
  for (const { bytes, path } of said) {
    assert.deepEqual(Deno.readFileSync(join(first.path, path)), bytes);
  }
  assert.deepEqual([first.problems, first.sharedBytes, verifyBackup(first.path)], [[], 0, []]);

  await alice.request("delete", { id: deleted.id });
  const second = await backedUp(folder, elsewhere.path, { at: 1 });
  assert.equal(second.sharedBytes, 3_000_000);
  const paths = readManifest(second.path).files.map((file) => file.path);
  assert.deepEqual(said.map(({ path }) => paths.includes(path)), [true, false, true]);
  assert.deepEqual(verifyBackup(second.path), []);

  // One that is damaged in the backup before is taken from the folder; one that is lost there is told.
  Deno.writeFileSync(join(second.path, kept.path), new Uint8Array(1_500_000));
  const flipped = damaged.bytes.slice();
  flipped[7] = (flipped[7] ?? 0) ^ 1;
  Deno.removeSync(join(folder.path, damaged.path));
  Deno.writeFileSync(join(folder.path, damaged.path), flipped);
  Deno.removeSync(join(second.path, damaged.path));
  const third = await backedUp(folder, elsewhere.path, { at: 2 });
  assert.deepEqual(Deno.readFileSync(join(third.path, kept.path)), kept.bytes);
  assert.deepEqual(third.problems, [
    `The file ${sha256Of(damaged.bytes)} in the data folder is damaged; it is not in the backup`,
  ]);
  assert.deepEqual(verifyBackup(third.path), [`${damaged.path} is missing`]);
});
