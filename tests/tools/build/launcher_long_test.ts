import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { PROGRAM_VERSION } from "../../../protocol/version.ts";
import { LAUNCHER_BYTES } from "../../../tools/build/launcher.ts";
import { type CommandResult, runCommand } from "../../../tools/build/run_command.ts";
import { executable } from "../../support/executable.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const LINUX = Deno.build.os === "linux";

/** Starts `file` with an environment that holds nothing but a place to unpack. */
function start(file: string, cache: string, ...args: string[]): Promise<CommandResult> {
  const environment = { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: cache };
  return runCommand([file, ...args], { cwd: cache, environment, timeoutMs: 60_000 });
}

/** The files that a self-extracting executable has unpacked below `cache`. */
async function unpacked(
  cache: string,
): Promise<{ runtime: string; code: [string, string]; data: string }> {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(join(cache, "chat"))) {
    for await (const entry of Deno.readDir(join(cache, "chat", name))) {
      if (entry.isFile) files.push(join(cache, "chat", name, entry.name));
    }
  }
  const runtime = files.find((file) => basename(file) === "chat");
  const [one, other] = files.filter((file) => file.endsWith(".js"));
  const data = files.find((file) => file.endsWith(".data"));
  assert.ok(runtime !== undefined && data !== undefined, `unpacked: ${files.join(", ")}`);
  assert.ok(one !== undefined && other !== undefined, `unpacked: ${files.join(", ")}`);
  assert.equal(files.length, 4, "nothing but the files is left");
  return { runtime, code: [one, other], data };
}

Deno.test(
  "self-extracting file survives four first starts at once",
  { ignore: !LINUX },
  async () => {
    const file = await executable({ selfExtracting: true });
    using cache = new TemporaryFolder();
    const results = await Promise.all([1, 2, 3, 4].map(() => start(file, cache.path, "--version")));
    for (const { code, stdout, stderr } of results) {
      assert.deepEqual([code, stdout, stderr], [0, `${PROGRAM_VERSION}\n`, ""]);
    }
    await unpacked(cache.path);
    const { mode } = await Deno.stat(join(cache.path, "chat"));
    assert.equal((mode ?? 0) & 0o777, 0o700);
  },
);

Deno.test("self-extracting file unpacks again what was damaged", { ignore: !LINUX }, async () => {
  const file = await executable({ selfExtracting: true });
  using cache = new TemporaryFolder();
  assert.equal((await start(file, cache.path, "--version")).code, 0);
  const { runtime, code: [one, other], data } = await unpacked(cache.path);
  const damages: (() => Promise<void>)[] = [
    () => Deno.truncate(runtime, 1_000_000),
    () => Deno.truncate(one, 0),
    () => Deno.remove(other),
    () => Deno.truncate(data, 1),
    () => Deno.remove(runtime),
    () => Deno.chmod(runtime, 0o600),
  ];
  for (const damage of damages) {
    await damage();
    const { code, stdout, stderr } = await start(file, cache.path, "--version");
    assert.deepEqual([code, stdout, stderr], [0, `${PROGRAM_VERSION}\n`, ""], `${damage}`);
  }
  await unpacked(cache.path);
});

Deno.test(
  "self-extracting file that is damaged itself runs nothing",
  { ignore: !LINUX },
  async () => {
    const file = await executable({ selfExtracting: true });
    using folder = new TemporaryFolder();
    const bytes = (await Deno.readFile(file)).subarray(0, 20_000_000);
    // Under a name of its own, because a whole file may have been unpacked on this machine before.
    const name = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
    const head = new TextDecoder().decode(bytes.subarray(0, LAUNCHER_BYTES));
    bytes.set(new TextEncoder().encode(head.replace(/^home=\w{16}$/m, `home=${name}`)));
    const damaged = join(folder.path, "chat");
    await Deno.writeFile(damaged, bytes, { mode: 0o755 });
    const environment = { PATH: "/usr/bin:/bin", TMPDIR: folder.path };
    const result = await runCommand([damaged, "--version"], { cwd: folder.path, environment });
    for (const parent of ["/tmp", "/var/tmp"]) {
      await Deno.remove(join(parent, `chat-${Deno.uid()}`, name), { recursive: true });
    }
    assert.deepEqual([result.code, result.stdout], [1, ""]);
    assert.match(result.stderr, /^chat: cannot unpack the program/);
    assert.match(result.stderr, /the disk is full, or this file is damaged/);
  },
);

Deno.test("self-extracting file refuses a cache folder that is a link or open to others", {
  ignore: !LINUX,
}, async () => {
  const file = await executable({ selfExtracting: true });
  using folder = new TemporaryFolder();
  const cases: [reason: string, prepare: (cache: string) => Promise<void>][] = [
    ["it is a symbolic link", async (cache) => {
      await Deno.mkdir(join(cache, "elsewhere"));
      await Deno.symlink(join(cache, "elsewhere"), join(cache, "chat"));
    }],
    ["others may write to it", async (cache) => {
      await Deno.mkdir(join(cache, "chat"));
      await Deno.chmod(join(cache, "chat"), 0o777);
    }],
    ["others may write to the folder around it", async (cache) => {
      await Deno.mkdir(join(cache, "chat"), { mode: 0o700 });
      await Deno.chmod(cache, 0o777);
    }],
  ];
  if (Deno.uid() === 0) {
    cases.push(["it belongs to somebody else", async (cache) => {
      await Deno.mkdir(join(cache, "chat"), { mode: 0o700 });
      await Deno.chown(join(cache, "chat"), 65534, 65534);
    }], ["others may write to the folder around it", async (cache) => {
      await Deno.mkdir(join(cache, "chat"), { mode: 0o700 });
      await Deno.chmod(cache, 0o777);
      await Deno.chown(cache, 65534, 65534);
    }], ["others may write to the folder around it", async (cache) => {
      // Whoever owns a folder may take away what others put into it, sticky or not.
      await Deno.mkdir(join(cache, "chat"), { mode: 0o700 });
      await Deno.chmod(cache, 0o1777);
      await Deno.chown(cache, 65534, 65534);
    }]);
  }
  for (const [index, [reason, prepare]] of cases.entries()) {
    const [cache, fallback] = [join(folder.path, `cache-${index}`), join(folder.path, `${index}`)];
    await Deno.mkdir(cache);
    await Deno.mkdir(fallback);
    await prepare(cache);
    const environment = { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: cache, TMPDIR: fallback };
    const result = await runCommand([file, "--version"], { cwd: folder.path, environment });
    assert.equal(result.stdout, `${PROGRAM_VERSION}\n`);
    assert.ok(
      result.stderr.includes(`unpacked into ${fallback}/chat-`) &&
        result.stderr.includes(`${cache}/chat: ${reason}\n`),
      `${reason}: ${result.stderr}`,
    );
    const again = await runCommand([file, "--version"], { cwd: folder.path, environment });
    assert.deepEqual([again.stdout, again.stderr], [`${PROGRAM_VERSION}\n`, ""]);
    assert.equal(
      (await runCommand(["find", cache, "-type", "f"])).stdout,
      "",
      "nothing was written to the refused folder",
    );
  }
});

Deno.test("self-extracting file passes arguments and exit codes through", {
  ignore: !LINUX,
}, async () => {
  const file = await executable({ selfExtracting: true });
  using cache = new TemporaryFolder();
  const odd = "--no such 'option'\nwith \"a\" $(line) * more";
  const refused = await start(file, cache.path, odd);
  assert.equal(refused.code, 2);
  assert.ok(refused.stderr.includes(`unknown option '${odd}'`), refused.stderr);
  assert.equal((await start(file, cache.path, "--help")).code, 0);
});

Deno.test("self-extracting file is found through a link and through PATH", {
  ignore: !LINUX,
}, async () => {
  const file = await executable({ selfExtracting: true });
  using folder = new TemporaryFolder();
  const bin = join(folder.path, "a folder");
  await Deno.mkdir(bin);
  await Deno.symlink(file, join(bin, "chat"));
  const environment = { PATH: `${bin}:/usr/bin:/bin`, TMPDIR: folder.path };
  const commands: [string, ...string[]][] = [
    [join(bin, "chat"), "--version"],
    ["sh", "-c", "exec chat --version"],
    ["sh", "-c", `cd '${bin}' && exec ./chat --version`],
    ["sh", "-c", `cd '${bin}' && exec sh chat --version`],
  ];
  for (const command of commands) {
    for await (const { name } of Deno.readDir(folder.path)) {
      if (name.startsWith("chat-")) {
        await Deno.remove(join(folder.path, name), { recursive: true });
      }
    }
    const { stdout, stderr } = await runCommand(command, { cwd: folder.path, environment });
    assert.deepEqual([stdout, stderr], [`${PROGRAM_VERSION}\n`, ""], command.join(" "));
  }
});

Deno.test("self-extracting file becomes the program, so that SIGTERM reaches it", {
  ignore: !LINUX,
}, async () => {
  const file = await executable({ selfExtracting: true });
  using folder = new TemporaryFolder();
  await using child = new Deno.Command(file, {
    args: ["serve", "--port", "0", "--no-tls", "--data", join(folder.path, "data")],
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: folder.path },
    cwd: folder.path,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const deadline = setTimeout(() => child.kill("SIGKILL"), 30_000);
  if ((await lines.read()).done) assert.fail(`it ended before it said anything: ${await errors}`);
  child.kill("SIGTERM");
  while (!(await lines.read()).done);
  const { code, signal } = await child.status;
  clearTimeout(deadline);
  assert.deepEqual([code, signal], [0, null], await errors);
});

Deno.test("self-extracting file gives a screen little room for new objects, and a server all", {
  ignore: !LINUX,
}, async () => {
  const file = await executable({ selfExtracting: true });
  using cache = new TemporaryFolder();
  const environment = { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: cache.path };
  const traceOf = async (command: string) => {
    const { code, stderr } = await runCommand(["/bin/sh", "-x", file, command, "--help"], {
      cwd: cache.path,
      environment,
      timeoutMs: 60_000,
    });
    assert.equal(code, 0);
    return stderr;
  };
  for (const [command, isScreen] of [["connect", true], ["top", true], ["serve", false]] as const) {
    assert.equal((await traceOf(command)).includes("--max-semi-space-size=2"), isScreen);
  }
});

Deno.test(
  "self-extracting file says which limit is too low for it",
  { ignore: !LINUX },
  async () => {
    const file = await executable({ selfExtracting: true });
    using cache = new TemporaryFolder();
    const cases = [
      [
        "ulimit -v 8388608",
        /^chat: The limit on address space \(ulimit -v\) is 8388608 KiB, .*\.\n$/,
      ],
      ["ulimit -n 40", /^chat: The limit on open files \(ulimit -n\) is 40\. .*\.\n$/],
    ] as const;
    for (const [limit, said] of cases) {
      const { code, stderr } = await runCommand(
        ["sh", "-c", `${limit}; exec '${file}' --version`],
        {
          environment: { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: cache.path },
        },
      );
      assert.equal(code, 1);
      assert.match(stderr, said);
    }
  },
);
