import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fillLauncher, installedNames } from "../../../tools/build/launcher.ts";
import { runCommand } from "../../../tools/build/run_command.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const TEMPLATE = new URL("../../../tools/build/launcher.sh", import.meta.url);
const PART = { bytes: 1, packedBytes: 1, sum: "0123456789abcdef".repeat(4) };

Deno.test({
  name: "the launcher allows what CHAT_ALLOW_RUN names, and says when it ignores that",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folder = new TemporaryFolder();
    const installed = join(folder.path, "installed");
    const launcher = join(folder.path, "chat");
    const script = fillLauncher(await Deno.readTextFile(TEMPLATE), {
      version: "1.0.0",
      system: "linux",
      machine: "any",
      runtime: PART,
      code: PART,
      installed,
    });
    await Deno.writeFile(launcher, script, { mode: 0o700 });
    // In the place of the runtime is what prints the words that it is started with.
    const runtime = join(installed, installedNames({ runtime: PART, code: PART }).runtime);
    await Deno.mkdir(dirname(runtime), { recursive: true });
    await Deno.writeTextFile(runtime, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n", { mode: 0o700 });
    const start = (allowed: string) =>
      runCommand([launcher, "connect", "alice@chat.example"], {
        cwd: folder.path,
        environment: {
          PATH: "/usr/bin:/bin",
          XDG_CACHE_HOME: folder.path,
          CHAT_ALLOW_RUN: allowed,
        },
      });
    const taken = await start("/opt/a-b,c++");
    assert.deepEqual([taken.code, taken.stderr], [0, ""]);
    assert.match(taken.stdout, /^--allow-run=\/opt\/a-b,c\+\+$/m);
    for (const odd of ["/opt/my program", "-x", "a,", "a;b"]) {
      const { code, stderr, stdout } = await start(odd);
      assert.equal(code, 0);
      assert.match(stderr, /^chat: CHAT_ALLOW_RUN is ignored: /, odd);
      assert.match(stdout, /^alice@chat\.example$/m);
      assert.ok(!stdout.includes(odd), odd);
    }
    assert.equal((await start("")).stderr, "");
  },
});
