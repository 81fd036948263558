import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fillLauncher, installedNames } from "../../../tools/build/launcher.ts";
import { runCommand } from "../../../tools/build/run_command.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const TEMPLATE = new URL("../../../tools/build/launcher.sh", import.meta.url);
const PARTS = {
  client: { bytes: 1, packedBytes: 1, sum: "c".repeat(64) },
  server: { bytes: 1, packedBytes: 1, sum: "5".repeat(64) },
  data: { bytes: 1, packedBytes: 1, sum: "d".repeat(64) },
  runtime: { bytes: 1, packedBytes: 1, sum: "0123456789abcdef".repeat(4) },
};

/** An installed launcher in `folder`, with a runtime that prints the words that it is started with. */
async function install(folder: string): Promise<string> {
  const installed = join(folder, "installed");
  const launcher = join(folder, "chat");
  const script = fillLauncher(await Deno.readTextFile(TEMPLATE), {
    version: "1.0.0",
    system: "linux",
    machine: "any",
    parts: PARTS,
    installed,
  });
  await Deno.writeFile(launcher, script, { mode: 0o700 });
  const runtime = join(installed, installedNames(PARTS).runtime);
  await Deno.mkdir(dirname(runtime), { recursive: true });
  await Deno.writeTextFile(runtime, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n", { mode: 0o700 });
  return launcher;
}

Deno.test({
  name: "the launcher allows what CHAT_ALLOW_RUN names, and says when it ignores that",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folder = new TemporaryFolder();
    const launcher = await install(folder.path);
    const start = (allowed: string, command = "connect") =>
      runCommand([launcher, command, "alice@chat.example"], {
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
    for (const command of ["send", "get", "top"]) {
      assert.match((await start("oathtool", command)).stdout, /^--allow-run=oathtool$/m, command);
    }
    assert.doesNotMatch((await start("oathtool", "config")).stdout, /oathtool/);
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

Deno.test({
  name: "the launcher starts the code that has the command",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folder = new TemporaryFolder();
    const launcher = await install(folder.path);
    const names = installedNames(PARTS);
    const cases: [args: string, part: "client" | "server"][] = [
      ["", "client"],
      ["--version", "client"],
      ["help", "client"],
      ["connect serve", "client"],
      ["help connect", "client"],
      ["help -x serve", "client"],
      ["serve", "server"],
      ["serve --help", "server"],
      ["-h serve", "server"],
      ["help serve", "server"],
      ["-h help admin", "server"],
      ["admin user add connect", "server"],
    ];
    for (const [args, part] of cases) {
      const { code, stdout } = await runCommand(
        [launcher, ...args.split(" ").filter((arg) => arg !== "")],
        {
          cwd: folder.path,
          environment: { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: folder.path },
        },
      );
      assert.equal(code, 0);
      const file = join(folder.path, "installed", names[part]);
      assert.ok(
        stdout.endsWith([file, ...args.split(" "), ""].filter(Boolean).join("\n") + "\n"),
        args,
      );
    }
  },
});
