import assert from "node:assert/strict";
import { type ConfigCommandOptions, runConfig } from "../../../client/config/command.ts";
import { DEFAULT_CONFIG } from "../../../client/config/config.ts";
import { CONFIG_FILE, readConfig } from "../../../client/config/config_file.ts";
import { UNREAD_PROXY } from "../../../client/net/proxy/proxy.ts";
import { chatCommand } from "../../support/server_process.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** Runs `chat config` on a folder in which the file has `text`, or on one without it. */
async function run(options: ConfigCommandOptions, text?: string) {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/${CONFIG_FILE}`;
  if (text !== undefined) await Deno.writeTextFile(path, text);
  const out: string[] = [];
  const err: string[] = [];
  const code = await runConfig({ configDir: folder.path, ...options }, {
    out: (line) => out.push(line.replaceAll(path, "FILE")),
    err: (line) => err.push(line.replaceAll(path, "FILE")),
  });
  return { code, out, err };
}

Deno.test("runConfig() says where the file is and that it is fine, or missing", async () => {
  assert.deepEqual(await run({}, "{}"), {
    code: 0,
    out: ["FILE: everything in it is fine"],
    err: [],
  });
  const missing = await run({ check: true });
  assert.deepEqual([missing.code, missing.out[0]], [0, "FILE: there is none"]);
  assert.deepEqual((await run({ path: true })).out, ["FILE"]);
});

Deno.test("runConfig() names every problem with its line; --check ends with 2", async () => {
  const text = '{\n  "theme": "dark",\n  "timeFormat": 5\n}';
  const err = ["FILE:3: Write a text of at most 200 characters in quotes"];
  assert.deepEqual(await run({ check: true }, text), { code: 2, out: [], err });
  assert.deepEqual(await run({}, text), { code: 0, out: [], err });
});

Deno.test("runConfig() warns when others can read the password of a proxy", async () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/${CONFIG_FILE}`;
  await Deno.writeTextFile(path, '{ "proxy": "http://u:secret@proxy.example" }');
  const warnings: string[] = [];
  const check = () =>
    runConfig({ configDir: folder.path, check: true }, {
      out: () => {},
      err: (line) => warnings.push(line),
    });
  await Deno.chmod(path, 0o644);
  await check();
  assert.match(warnings.join(), /others can read it, .*chmod 600/);
  assert.doesNotMatch(warnings.join(), /secret/);
  await Deno.chmod(path, 0o600);
  await check();
  assert.equal(warnings.length, 1);
});

Deno.test("readConfig() goes on with the default when the file cannot be read", async () => {
  using folder = new TemporaryFolder();
  await Deno.mkdir(`${folder.path}/${CONFIG_FILE}`);
  const found = await readConfig(folder.path);
  assert.deepEqual(found.config, { ...DEFAULT_CONFIG, proxy: UNREAD_PROXY });
  assert.match(found.problems[0] ?? "", /config\.jsonc: cannot be read/);
  assert.deepEqual((await readConfig(undefined)).problems, []);
});

Deno.test("chat config --default prints a file that chat config --check takes", async () => {
  using folder = new TemporaryFolder();
  const config = async (...args: string[]) => {
    const [command, complete] = chatCommand(["config", "--config-dir", folder.path, ...args]);
    const { code, stderr, stdout } = await new Deno.Command(command, {
      args: complete,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  };
  const standard = await config("--default");
  assert.equal(standard.code, 0, standard.stderr);
  await Deno.writeTextFile(`${folder.path}/${CONFIG_FILE}`, standard.stdout);
  const checked = await config("--check");
  assert.deepEqual([checked.code, checked.stderr], [0, ""]);
  assert.match(checked.stdout, /everything in it is fine/);
  await Deno.writeTextFile(`${folder.path}/${CONFIG_FILE}`, "{ nonsense");
  assert.equal((await config("--check")).code, 2);
});

Deno.test("chat config --path makes the folder that a shell is about to write to", async () => {
  using folder = new TemporaryFolder();
  const configDir = `${folder.path}/new/chat`;
  const out: string[] = [];
  await runConfig({ configDir, path: true }, { out: (line) => out.push(line), err: () => {} });
  await Deno.writeTextFile(out[0] ?? "", "{}");
  assert.equal((await readConfig(configDir)).exists, true);
});
