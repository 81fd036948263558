/** Files on a disk that becomes full: they are refused first, and what is said still is. */
import assert from "node:assert/strict";
import { FileClient, someBytes } from "../../support/file_client.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { SmallDisk, whatASmallDiskLacks } from "../../support/small_disk.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD } from "../../support/test_server.ts";

const MIB = 1_024 * 1_024;

const missing = await whatASmallDiskLacks();
if (missing !== undefined) console.log(`full_disk_files_test.ts is skipped: ${missing}`);

Deno.test({
  name: "on a disk that becomes full uploads are refused first, and go on when there is room",
  ignore: missing !== undefined,
  async fn() {
    await using disk = await SmallDisk.make(160);
    await using server = await ServerProcess.start({
      args: ["--host", "127.0.0.1", "--data", `${disk.folder}/data`, "--bcrypt-cost", "4"]
        .concat(["--no-tls", "--limits", "off"]),
    });
    const { port } = server;
    const alice = await TestClient.connect({ port });
    const registered = await alice.request("register", { username: "alice", password: PASSWORD });
    const token = String(registered["token"]);
    const open = () => FileClient.open({ port, token });
    using client = await open();
    const large = await client.post(new Uint8Array(0), { length: 90 * MIB });
    assert.equal(large.status, 507, large.text);
    assert.equal(JSON.parse(large.text)["error"], "storage_full");
    const begun = await client.post(someBytes(MIB), { length: 20 * MIB });
    assert.equal(begun.status, 201, begun.text);
    const path = begun.fields.get("location") ?? "";
    // Somebody else fills the disk while the upload is on its way.
    const filler = `${disk.folder}/filler`;
    await fill(filler);
    using going = await open();
    const rest = someBytes(19 * MIB, 2);
    const refused = await going.patch(path, MIB, rest).catch(() => undefined);
    if (refused !== undefined) assert.equal(refused.status, 507, refused.text);
    assert.equal((await alice.request("ping"))["ok"], true);
    await Deno.remove(filler);
    using again = await open();
    const head = await again.ask("HEAD", path);
    assert.equal(head.status, 204);
    const offset = Number(head.fields.get("upload-offset"));
    const done = await again.patch(path, offset, rest.subarray(offset - MIB));
    assert.equal(done.status, 204, done.text);
    assert.equal(done.fields.get("upload-complete"), "?1");
    alice.close();
    await alice.ended;
  },
});

/** Takes all the room there is. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, write: true });
  const zeros = new Uint8Array(MIB);
  try {
    for (;;) await file.write(zeros);
  } catch {
    // That is all.
  }
}
