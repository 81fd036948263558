import assert from "node:assert/strict";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { bundleProgram } from "../../tools/build/bundle_program.ts";
import { compile, compileFailure } from "../../tools/build/compile.ts";
import { LAUNCHER_BYTES, runFlags } from "../../tools/build/launcher.ts";
import { ENVIRONMENT } from "../../tools/build/permissions.ts";
import { type CommandResult, runCommand } from "../../tools/build/run_command.ts";
import { sha256 } from "../../tools/build/sha256.ts";
import { smokeTest } from "../../tools/build/smoke_test.ts";
import { parseTarget } from "../../tools/build/targets.ts";
import { executable, ROOT } from "../support/executable.ts";
import { TemporaryFolder } from "../support/test_server.ts";

/** Runs the command line of the build. */
function runBuild(
  args: string[],
  environment: Record<string, string> = {},
): Promise<CommandResult> {
  return runCommand(
    [Deno.execPath(), "run", "--no-check", "--allow-all", join(ROOT, "tools/build.ts"), ...args],
    { cwd: ROOT, environment: { ...coloured(), ...environment } },
  );
}

/** The environment of somebody whose terminal has colours, whatever this machine is. */
function coloured(): Record<string, string> {
  const { NO_COLOR: _, ...environment } = Deno.env.toObject();
  return { ...environment, TERM: "xterm-256color", FORCE_COLOR: "1" };
}

Deno.test("ENVIRONMENT names every variable that the sources read", async () => {
  for (const layer of ["protocol", "server", "client"]) {
    const listed = await Array.fromAsync(glob(join(ROOT, layer, "**", "*.ts")));
    assert.ok(listed.length > 0);
    for (const file of listed) {
      const text = await Deno.readTextFile(file);
      for (const [, name = ""] of text.matchAll(/env(?:ironment|\.get)\("(\w+)"\)/g)) {
        const isNamed = ENVIRONMENT.some((named) =>
          named.endsWith("*") ? name.startsWith(named.slice(0, -1)) : name === named
        );
        assert.ok(isNamed, `${file} reads ${name}`);
      }
    }
  }
});

Deno.test("executable() runs alone in an empty folder and an empty environment", async () => {
  assert.equal(await smokeTest(await executable(), PROGRAM_VERSION), undefined);
});

Deno.test("compile() embeds the program, its workers and its packages and nothing else", async () => {
  using folder = new TemporaryFolder();
  const output = join(folder.path, "chat");
  // A plain deno stands in for the base runtime, which cannot be had everywhere.
  const environment = { ...coloured(), DENORT_BIN: Deno.execPath() };
  const result = await compile({ root: ROOT, output, environment });
  assert.equal(result.code, 0, result.stderr);

  const listed = `${result.stdout}${result.stderr}`;
  // A tree; folders that are whole end in "/*".
  const isListed = (name: string) => listed.match(new RegExp(`[─┬] ${name}[ /]`)) !== null;
  const wanted = ["main.ts", "program.ts", "protocol", "server", "client"];
  wanted.push("@commander-js/extra-typings", "bcryptjs", "commander", "string-width");
  for (const name of wanted) assert.ok(isListed(name), `${name} is missing in ${listed}`);
  for (
    const name of ["tests", "bench", "tools", "fast-check", "@xterm/headless", "@zxcvbn-ts/core"]
  ) {
    assert.ok(!isListed(name), `${name} should not be in ${listed}`);
  }

  const { size } = await Deno.stat(Deno.execPath());
  const embedded = new TextDecoder("latin1").decode((await Deno.readFile(output)).subarray(size));
  for (const name of ["writer_worker.ts", "reader_worker.ts", "password_worker.ts", "command.ts"]) {
    assert.ok(embedded.includes(`"n":"${name}"`), `${name} is not embedded`);
  }
  assert.ok(!embedded.includes("_test.ts"), "a test is embedded");
  assert.match(embedded, /"ignore_env":\[\]/);
  assert.match(embedded, /"allow_run":\["(xdg-open|open|explorer)"\]/);
  for (const denied of ["allow_ffi", "allow_all"]) {
    assert.ok(!new RegExp(`"${denied}":(\\[|true)`).test(embedded), `${denied} is given`);
  }

  assert.match(
    await smokeTest(output, PROGRAM_VERSION) ?? "",
    /^--version printed "deno .*" instead of "/,
    "the test of the written file must notice the wrong base",
  );
});

Deno.test("bundleProgram() makes the same code of the same sources", async () => {
  const [one, other] = await Promise.all([bundleProgram(ROOT), bundleProgram(ROOT)]);
  for (const name of ["client", "server", "data"] as const) {
    assert.equal(sha256(one[name]), sha256(other[name]), name);
  }
  // With a single letter that is not, the runtime would keep all of it as UTF-16.
  for (const name of ["client", "server"] as const) {
    assert.ok(one[name].every((byte) => byte < 0x80), `${name} is not ASCII`);
  }
});

Deno.test("compile() says why it failed wherever colours are wanted", async () => {
  using folder = new TemporaryFolder();
  const environment = { ...coloured(), DENORT_BIN: join(folder.path, "not-there") };
  const result = await compile({ root: ROOT, output: join(folder.path, "chat"), environment });
  assert.notEqual(result.code, 0);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(result.stderr, /\x1b/);
  assert.doesNotMatch(compileFailure(result), /^deno ended with exit code/);
});

Deno.test("build makes a self-extracting file when what it compiled does not work", async () => {
  using folder = new TemporaryFolder();
  const output = join(folder.path, "it is here");
  const result = await runBuild(["--output", output], { DENORT_BIN: Deno.execPath() });
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /Wrote .*it is here \(\d+\.\d MiB\): a self-extracting file/);
  assert.match(result.stdout, /because what deno compile wrote does not work: --version printed/);
  assert.equal(await smokeTest(output, PROGRAM_VERSION), undefined);
  const left = (await Array.fromAsync(Deno.readDir(folder.path))).map(({ name }) => name);
  assert.deepEqual(left, ["it is here"]);
});

Deno.test("build --target says that the file cannot be tested here", async () => {
  using folder = new TemporaryFolder();
  const output = join(folder.path, "chat-arm");
  const result = await runBuild(
    ["--target", "aarch64-unknown-linux-gnu", "--output", output],
    { DENORT_BIN: Deno.execPath() },
  );
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /compiled for aarch64-unknown-linux-gnu; it cannot be tested/);
});

Deno.test("build --target exits 1 and leaves no file where nothing can be made", async () => {
  using folder = new TemporaryFolder();
  const output = join(folder.path, "chat.exe");
  await Deno.writeTextFile(output, "an older one");
  const result = await runBuild(
    ["--target", "x86_64-pc-windows-msvc", "--output", output],
    { DENORT_BIN: join(folder.path, "not-there") },
  );
  assert.equal(result.code, 1);
  assert.match(result.stderr, /^No executable was made, because .*deno task release.*\.$/m);
  await assert.rejects(Deno.stat(output), Deno.errors.NotFound);
});

Deno.test("build --target makes a self-extracting file for another machine", async (t) => {
  using folder = new TemporaryFolder();
  const output = join(folder.path, "chat-arm");
  const result = await runBuild(
    ["--target", "aarch64-unknown-linux-gnu", "--output", output],
    { DENORT_BIN: join(folder.path, "not-there") },
  );
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /a self-extracting file for aarch64-unknown-linux-gnu, to be tested/);
  if (Deno.build.arch !== "aarch64") {
    const started = await runCommand([output, "--version"], {
      environment: { PATH: "/usr/bin:/bin", TMPDIR: folder.path },
    });
    assert.equal(started.code, 1);
    assert.match(started.stderr, /This file is for Linux aarch64, and this machine is /);
  }
  const emulator = "/usr/bin/qemu-aarch64-static";
  await t.step({
    name: "it starts there (needs qemu-user-static)",
    ignore: !await isThere(emulator),
    async fn() {
      const { client, runtime } = await partsOf(output);
      const [runtimeFile, codeFile] = [join(folder.path, "runtime"), join(folder.path, "code.js")];
      await Deno.writeFile(runtimeFile, runtime, { mode: 0o755 });
      await Deno.writeFile(codeFile, client);
      const started = await runCommand([
        emulator,
        ...["-L", "/usr/aarch64-linux-gnu", runtimeFile],
        ...["run", ...runFlags("linux"), codeFile, "--version"],
      ], { environment: { DENO_DIR: folder.path, PATH: "/usr/bin:/bin" } });
      assert.deepEqual([started.code, started.stdout], [0, `${PROGRAM_VERSION}\n`], started.stderr);
    },
  });
});

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** What is compressed in a self-extracting file, at the places that its script names. */
async function partsOf(file: string): Promise<{ client: Uint8Array; runtime: Uint8Array }> {
  const bytes = await Deno.readFile(file);
  const script = new TextDecoder("latin1").decode(bytes.subarray(0, LAUNCHER_BYTES));
  const part = (name: string) => {
    const [, offset, packed] =
      new RegExp(`${name}_offset=(\\d+) ${name}_packed=(\\d+)`).exec(script) ?? [];
    return gunzipSync(bytes.subarray(Number(offset) - 1, Number(offset) - 1 + Number(packed)));
  };
  return { client: part("client"), runtime: part("runtime") };
}

Deno.test("build exits 2 and suggests the nearest target or option", async () => {
  const [target, option] = await Promise.all([
    runBuild(["--target", "linux-arm64"]),
    runBuild(["--self-extract"]),
  ]);
  assert.equal(target.code, 2);
  assert.match(target.stderr, /Did you mean aarch64-unknown-linux-gnu\?/);
  assert.equal(option.code, 2);
  assert.match(option.stderr, /Did you mean --self-extracting\?/);
});

Deno.test("parseTarget() suggests what is near and nothing when nothing is", () => {
  assert.equal(parseTarget("x86_64-pc-windows-msvc"), "x86_64-pc-windows-msvc");
  assert.throws(() => parseTarget("windows"), /Did you mean x86_64-pc-windows-msvc\?/);
  assert.throws(() => parseTarget("macos-arm64"), /Did you mean aarch64-apple-darwin\?/);
  assert.throws(
    () => parseTarget("amiga"),
    (error) => error instanceof RangeError && !error.message.includes("Did you mean"),
  );
});

Deno.test("compileFailure() names the innermost cause", () => {
  const stderr = `error: Writing to 'chat'

Caused by:
    0: Setting up base binary.
    1: error sending request for url (https://download.example/denort-x.zip)
    2: Name or service not known

Stack backtrace:
   0: <unknown>
`;
  assert.equal(
    compileFailure({ code: 1, stdout: "", stderr }),
    "its base runtime could not be downloaded (Name or service not known)",
  );
  assert.equal(
    compileFailure({ code: 1, stdout: "", stderr: "error: Module not found\n    at main.ts" }),
    "Module not found at main.ts",
  );
});
