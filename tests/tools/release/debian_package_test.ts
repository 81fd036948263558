/** Packages for Debian, read by dpkg. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runCommand } from "../../../tools/build/run_command.ts";
import { packChat } from "../../../tools/release/chat_package.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const DPKG = await Deno.stat("/usr/bin/dpkg-deb").then(() => true, () => false);

const encode = (text: string) => new TextEncoder().encode(text);

function packed(): Promise<Uint8Array> {
  return packChat({
    version: "1.2.3",
    architecture: "arm64",
    launcher: encode("#!/bin/sh\necho started\n"),
    program: [
      { name: "0123/chat", bytes: new Uint8Array(200_001).fill(7), isRuntime: true },
      { name: "0123/4567.js", bytes: encode("1;\n"), isRuntime: false },
    ],
    service: "ExecStart=/usr/local/bin/chat serve\n",
    changelog: "# Changelog\n",
    license: "MIT\n",
    seconds: 1_700_000_001,
  });
}

Deno.test("a package is the same whenever it is made", async () => {
  assert.deepEqual(await packed(), await packed());
});

Deno.test("dpkg reads a package (needs dpkg-deb)", { ignore: !DPKG }, async () => {
  using folder = new TemporaryFolder();
  const file = join(folder.path, "chat.deb");
  await Deno.writeFile(file, await packed());
  const field = async (name: string) =>
    (await runCommand(["dpkg-deb", "--field", file, name])).stdout.trimEnd();
  assert.equal(await field("Package"), "chat");
  assert.equal(await field("Version"), "1.2.3");
  assert.equal(await field("Architecture"), "arm64");
  assert.equal(await field("Installed-Size"), "196");
  assert.match(await field("Depends"), /^libc6 \(>= 2\.\d+\)/);

  const listed = await runCommand(["dpkg-deb", "--contents", file]);
  assert.equal(listed.code, 0, listed.stderr);
  const rows = listed.stdout.trimEnd().split("\n").map((row) => row.split(/\s+/));
  const modes = new Map(rows.map((row) => [row.at(-1) ?? "", row[0]]));
  assert.equal(modes.get("./usr/bin/chat"), "-rwxr-xr-x");
  assert.equal(modes.get("./usr/lib/chat/0123/chat"), "-rwxr-xr-x");
  assert.equal(modes.get("./usr/lib/chat/0123/4567.js"), "-rw-r--r--");
  assert.equal(modes.get("./usr/lib/chat/0123/"), "drwxr-xr-x");
  for (const row of rows) assert.equal(row[1], "root/root");

  const root = join(folder.path, "root");
  const unpacked = await runCommand(["dpkg-deb", "--raw-extract", file, root]);
  assert.equal(unpacked.code, 0, unpacked.stderr);
  assert.match(
    await Deno.readTextFile(join(root, "lib/systemd/system/chat.service")),
    /^ExecStart=\/usr\/bin\/chat serve$/m,
  );
  for (const script of ["postinst", "prerm", "postrm"]) {
    const path = join(root, "DEBIAN", script);
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o755);
    assert.equal((await runCommand(["sh", "-n", path])).code, 0, script);
  }
});
