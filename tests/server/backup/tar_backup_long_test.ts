/** Backups that are one stream. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { packTar, unpackTar } from "modern-tar";
import { MANIFEST_FILE } from "../../../server/backup/manifest.ts";
import { restoreStream, verifyStream } from "../../../server/backup/read_tar.ts";
import { streamBackup } from "../../../server/backup/tar_backup.ts";
import { WorkFolder } from "../../../server/backup/work_folder.ts";
import { blobPath } from "../../../server/files/file_paths.ts";
import { FileClient, sha256Of, someBytes } from "../../support/file_client.ts";
import { chatCommand } from "../../support/server_process.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

const NOW_MS = Date.UTC(2026, 10, 28, 12);

async function streamed(dataFolder: string) {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const made = await streamBackup({ dataFolder, nowMs: NOW_MS }, (bytes) => {
    pieces.push(bytes.slice());
    return Promise.resolve();
  });
  return { made, bytes: new Uint8Array(await new Blob(pieces).arrayBuffer()) };
}

/** In pieces that end anywhere. */
function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += 70_001));
    },
  });
}

/** A folder with a database and two files, each of several pieces. */
async function filled(folder: TemporaryFolder) {
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const token = String(alice.answer["token"]);
  using sending = await FileClient.open({ port: server.port, token });
  const all = [someBytes(1_500_000, 1), someBytes(700_001, 2)];
  for (const bytes of all) {
    const upload = await sending.upload(bytes);
    await alice.request("say", { text: "", file: { upload, name: "a.bin" } });
  }
  return all;
}

Deno.test("streamBackup() makes one that is verified and restored from a stream", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  const all = await filled(folder);
  const { bytes, made } = await streamed(folder.path);
  assert.deepEqual(made.problems, []);
  assert.deepEqual((await unpackTar(bytes)).at(-1)?.header.name, MANIFEST_FILE);
  assert.deepEqual(await verifyStream(streamOf(bytes)), []);
  const target = join(elsewhere.path, "data");
  assert.deepEqual((await restoreStream(streamOf(bytes), target)).files, made.files);
  for (const file of all) {
    assert.deepEqual(Deno.readFileSync(join(target, blobPath("files", sha256Of(file)))), file);
  }
  assert.deepEqual([...Deno.readDirSync(elsewhere.path)].map(({ name }) => name), ["data"]);
  // Nothing of it stays in the data folder.
  assert.throws(() => Deno.lstatSync(join(folder.path, ".backup")), Deno.errors.NotFound);
  await assert.rejects(restoreStream(streamOf(bytes), target), /is not empty/);
});

Deno.test("restoreStream() restores nothing of a stream that is cut off, changed or something else", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  await filled(folder);
  const { bytes } = await streamed(folder.path);
  const target = join(elsewhere.path, "data");
  const refuses = async (stream: Uint8Array, why: RegExp) => {
    await assert.rejects(restoreStream(streamOf(stream), target), why);
    assert.deepEqual([...Deno.readDirSync(elsewhere.path)], []);
  };
  for (const end of [0, 511, 100_000, bytes.length - 100_000, bytes.length - 1_024]) {
    await refuses(bytes.subarray(0, end), /no whole backup/);
  }
  const flipped = bytes.slice();
  const middle = Math.floor(bytes.length / 2);
  flipped[middle] = (flipped[middle] ?? 0) ^ 1;
  await refuses(flipped, /is damaged/);
  assert.match((await verifyStream(streamOf(flipped)))[0] ?? "", /is damaged/);
  await refuses(new TextEncoder().encode("no tar at all".repeat(1_000)), /no whole backup/);

  const entries = await unpackTar(bytes);
  const manifest = entries.at(-1);
  assert.ok(manifest !== undefined);
  const changed = async (change: (all: typeof entries) => typeof entries) =>
    await packTar(change(structuredClone(entries)));
  for (const name of ["../evil", "/etc/passwd", "a/../../b", "chat.db"]) {
    const header = { name, size: 1, type: "file" as const };
    const data = new Uint8Array(1);
    await refuses(await changed((all) => [...all.slice(0, 1), { header, data }]), /none has/);
  }
  const link = { name: "files", size: 0, type: "symlink" as const, linkname: "/etc" };
  await refuses(await changed((all) => [{ header: link }, ...all]), /none has/);
  await refuses(await changed((all) => [manifest, ...all]), /goes on after its manifest/);
  await refuses(await changed((all) => all.slice(1)), /chat\.db is missing/);
});

Deno.test("streamBackup() says which files are damaged, and they are not restored", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  const [first, second] = await filled(folder);
  assert.ok(first !== undefined && second !== undefined);
  const path = blobPath("files", sha256Of(first));
  Deno.writeFileSync(join(folder.path, path), new Uint8Array(first.length));
  Deno.removeSync(join(folder.path, blobPath("files", sha256Of(second))));
  const { bytes, made } = await streamed(folder.path);
  assert.match(
    made.problems.toSorted().join("\n"),
    /is damaged[^]*is missing|is missing[^]*is damaged/,
  );
  const target = join(elsewhere.path, "data");
  await restoreStream(streamOf(bytes), target);
  assert.throws(() => Deno.statSync(join(target, path)), Deno.errors.NotFound);
  assert.equal((await verifyStream(streamOf(bytes))).length, 2);
});

Deno.test("streamBackup() ends when nobody takes it, and clears up", async () => {
  using folder = new TemporaryFolder();
  await filled(folder);
  let taken = 0;
  const refused = streamBackup({ dataFolder: folder.path, nowMs: NOW_MS }, (bytes) => {
    taken += bytes.length;
    return Promise.reject(new Deno.errors.BrokenPipe("Broken pipe (os error 32)"));
  });
  await assert.rejects(refused, /The backup cannot be made/);
  assert.ok(taken > 0);
  assert.throws(() => Deno.lstatSync(join(folder.path, ".backup")), Deno.errors.NotFound);
});

Deno.test("WorkFolder.take() has it once, clears what was left, and follows no link", () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "work");
  Deno.mkdirSync(join(path, "left", "over"), { recursive: true });
  {
    using work = WorkFolder.take(path, "busy");
    assert.deepEqual([...Deno.readDirSync(work.path)], []);
    assert.throws(() => WorkFolder.take(path, "busy"), /^StartError: busy|busy/);
  }
  assert.throws(() => Deno.lstatSync(path), Deno.errors.NotFound);
  const precious = join(folder.path, "precious");
  Deno.mkdirSync(join(precious, "deep"), { recursive: true });
  Deno.symlinkSync(precious, path);
  assert.throws(() => WorkFolder.take(path, "busy"), /is in the way/);
  assert.deepEqual([...Deno.readDirSync(precious)].map(({ name }) => name), ["deep"]);
});

Deno.test("chat admin backup - goes through a pipe into chat admin verify - and restore -", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  await filled(folder);
  const run = async (args: string[], input?: Uint8Array) => {
    const [command, complete] = chatCommand(args);
    const stdin = input === undefined ? "null" : "piped";
    const child = new Deno.Command(command, {
      args: complete,
      stdin,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    if (input !== undefined) await streamOf(input).pipeTo(child.stdin).catch(() => {});
    const { code, stdout, stderr } = await child.output();
    return { code, stdout, stderr: new TextDecoder().decode(stderr) };
  };
  const made = await run(["admin", "backup", "-", "--data", folder.path]);
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stderr, /4 files|\d+ files, /);
  const verified = await run(["admin", "verify", "-"], made.stdout);
  assert.equal(verified.code, 0, verified.stderr);
  const target = join(elsewhere.path, "data");
  const restored = await run(["admin", "restore", "-", "--data", target], made.stdout);
  assert.equal(restored.code, 0, restored.stderr);
  const cut = made.stdout.subarray(0, made.stdout.length / 2);
  const refused = await run(["admin", "verify", "-"], cut);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /no whole backup/);
});
