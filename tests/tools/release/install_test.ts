/** The script that installs a release, with a release that holds a script in the place of the program. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type CommandResult, firstLine, runCommand } from "../../../tools/build/run_command.ts";
import { sha256 } from "../../../tools/build/sha256.ts";
import { isUnixTarget } from "../../../tools/build/targets.ts";
import { ROOT } from "../../support/executable.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const UNIX = Deno.build.os !== "windows";
const NAME = `chat-1.2.3-${Deno.build.target}`;
const PROGRAM = "#!/bin/sh\necho 1.2.3\n";

/** A release in `folder` whose checksums are those of `PROGRAM`. */
async function writeRelease(folder: string, program = PROGRAM): Promise<void> {
  const sum = sha256(new TextEncoder().encode(PROGRAM));
  await Deno.writeTextFile(
    join(folder, "SHA256SUMS"),
    `${"0".repeat(64)}  chat-1.2.3-m68k-amiga\n${sum}  ${NAME}\n${sum}  chat_1.2.3_amd64.deb\n`,
  );
  await Deno.writeTextFile(join(folder, NAME), program);
  await Deno.copyFile(join(ROOT, "packaging/install.sh"), join(folder, "install.sh"));
}

function install(folder: string, prefix: string, ...args: string[]): Promise<CommandResult> {
  return runCommand(["sh", join(folder, "install.sh"), ...args], {
    environment: { PATH: "/usr/bin:/bin", HOME: folder, PREFIX: prefix },
  });
}

const ignore = !UNIX || !isUnixTarget(Deno.build.target as Parameters<typeof isUnixTarget>[0]);

Deno.test(
  "install.sh installs what has the right checksum, also over an older one",
  { ignore },
  async () => {
    using folder = new TemporaryFolder();
    const prefix = join(folder.path, "a prefix");
    await writeRelease(folder.path);
    for (let times = 0; times < 2; times++) {
      const result = await install(folder.path, prefix);
      assert.equal(result.code, 0, result.stderr);
      assert.equal(firstLine(result.stdout), `Installed chat 1.2.3 as ${prefix}/bin/chat`);
    }
    assert.equal((await runCommand([`${prefix}/bin/chat`])).stdout, "1.2.3\n");
  },
);

Deno.test(
  "install.sh installs nothing that is damaged, missing or fetched in plain",
  { ignore },
  async () => {
    using folder = new TemporaryFolder();
    const prefix = join(folder.path, "prefix");
    await writeRelease(folder.path, `${PROGRAM}#`);
    const damaged = await install(folder.path, prefix);
    assert.equal(damaged.code, 1);
    assert.match(damaged.stderr, /^install\.sh: .* is damaged, .*; nothing was installed$/m);

    await Deno.remove(join(folder.path, NAME));
    assert.match(
      (await install(folder.path, prefix)).stderr,
      new RegExp(`there is no ${NAME} in `),
    );
    await Deno.writeTextFile(join(folder.path, "SHA256SUMS"), "");
    assert.match((await install(folder.path, prefix)).stderr, /has nothing for /);
    const plain = await install(folder.path, prefix, "http://127.0.0.1:9/");
    assert.match(plain.stderr, /fetched by https only/);
    await assert.rejects(Deno.stat(prefix), Deno.errors.NotFound);
  },
);
