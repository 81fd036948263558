/** `chat admin files`, through a server that runs and without one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { FileClient, sha256Of, someBytes } from "../../support/file_client.ts";
import { runChat } from "../../support/run_chat.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

function admin(folder: TemporaryFolder, ...args: string[]) {
  return runChat(["admin", "files", ...args, "--data", folder.path]);
}

Deno.test("chat admin files lists, counts, purges and verifies what is stored", async () => {
  using folder = new TemporaryFolder();
  const bytes = someBytes(5_000);
  const hash = sha256Of(bytes);
  const blob = join(folder.path, "files", "blobs", hash.slice(0, 2), hash);
  {
    await using server = await startServer(folder);
    const alice = await server.register("alice");
    using client = await FileClient.open({
      port: server.port,
      token: String(alice.answer["token"]),
    });
    const upload = await client.upload(bytes);
    const said = await alice.request("say", { text: "", file: { upload, name: "a.bin" } });
    assert.equal(said["ok"], true, JSON.stringify(said));
    const whole = await admin(folder, "list");
    assert.match(whole.stdout, new RegExp(`^SHA-256 .*\n${hash}  4\\.9 KiB  ${said["id"]}\n$`));
    const usage = await admin(folder, "usage", "--json");
    const shown = JSON.parse(usage.stdout);
    assert.deepEqual(shown["files"], { files: 1, bytes: 5_000 });
    assert.deepEqual(shown["accounts"], [{ files: 1, bytes: 5_000, name: "alice" }]);
    // Something that is under way, and something that nobody knows.
    await client.post(someBytes(10), { length: 20 });
    // One that has arrived whole, and that no message has taken.
    await client.upload(someBytes(30));
    const waiting = JSON.parse((await admin(folder, "usage", "--json")).stdout);
    assert.deepEqual(waiting["uploads"], { files: 2, bytes: 40 });
    const stray = sha256Of(someBytes(3));
    Deno.mkdirSync(join(folder.path, "files", "blobs", stray.slice(0, 2)), { recursive: true });
    Deno.writeFileSync(join(folder.path, "files", "blobs", stray.slice(0, 2), stray), someBytes(3));
    const purged = await admin(folder, "purge", "--uploads", "--json");
    assert.deepEqual(JSON.parse(purged.stdout), { ok: true, blobs: 1, bytes: 3, uploads: 2 });
    assert.equal((await admin(folder, "verify")).stdout, "1 file, 4.9 KiB: all whole.\n");
  }
  // The same where no server runs.
  assert.equal((await admin(folder, "verify")).stdout, "1 file, 4.9 KiB: all whole.\n");
  Deno.writeFileSync(blob, someBytes(5_000, 2));
  const damaged = await admin(folder, "verify");
  assert.equal(damaged.code, 1);
  assert.match(damaged.stdout, new RegExp(`${hash} .* damaged\n1 file, 4\\.9 KiB: 1 not as`));
  Deno.removeSync(blob);
  assert.match((await admin(folder, "verify")).stdout, / missing\n/);
});
