/** The command line as people and scripts see it, from the sources. */
import assert from "node:assert/strict";
import { runChat } from "./support/run_chat.ts";
import { chatCommand } from "./support/server_process.ts";
import { TemporaryFolder } from "./support/test_server.ts";

function chat(...args: string[]) {
  return runChat(args);
}

Deno.test("chat without arguments prints the same help as --help, with examples", async () => {
  const [bare, help, command] = await Promise.all([chat(), chat("--help"), chat("help")]);
  assert.deepEqual([bare.code, bare.stderr], [0, ""]);
  assert.equal(help.code, 0);
  assert.equal(bare.stdout, help.stdout);
  assert.equal(command.stdout, help.stdout);
  for (const word of ["serve", "connect", "admin", "top", "--version", "Examples:"]) {
    assert.ok(help.stdout.includes(word), word);
  }
});

Deno.test("chat --version prints the version alone", async () => {
  const { code, stdout } = await chat("--version");
  assert.equal(code, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

for (const name of ["serve", "connect", "top"]) {
  Deno.test(`chat ${name} --help prints every option, and examples that begin with the command`, async () => {
    const { code, stdout } = await chat(name, "--help");
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: chat ${name} `));
    assert.match(stdout, new RegExp(`Examples:\n +.*chat ${name} `));
    assert.match(stdout, /--no-tls/);
  });
}

Deno.test("chat admin without a command prints its help, with examples", async () => {
  const [bare, help] = await Promise.all([chat("admin"), chat("admin", "--help")]);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^Usage: chat admin /);
  assert.match(help.stdout, /Examples:\n +chat admin user add /);
  assert.equal(bare.code, 2);
  assert.equal(bare.stderr, help.stdout);
});

const MISTAKES: readonly (readonly [string[], RegExp])[] = [
  [["serv"], /unknown command 'serv'\n\(Did you mean serve\?\)/],
  [["conect", "localhost"], /Did you mean connect\?/],
  [["--verson"], /Did you mean --version\?/],
  [["serve", "--prot", "5"], /unknown option '--prot'\n\(Did you mean --port\?\)/],
  [["serve", "--port", "65536"], /whole number from 0 to 65535/],
  [["serve", "--port", "-1"], /whole number from 0 to 65535/],
  [["serve", "--port", "http"], /whole number from 0 to 65535/],
  [["serve", "--bcrypt-cost", "3"], /whole number from 4 to 15/],
  [["serve", "--limits", "maybe"], /on, off/],
  [["serve", "--key", "key.pem"], /--cert and --key go together/],
  [["serve", "--no-tls", "--cert", "a", "--key", "b"], /not with --no-tls/],
  [["serve", "extra"], /too many arguments/],
  [["top"], /missing required argument/],
  [["top", "localhost", "--interval", "0.1"], /from 0\.5 to 60/],
  [["admin", "usr"], /unknown command 'usr'\n\(Did you mean user\?\)/],
  [["admin", "user", "lst"], /Did you mean list\?/],
  [["connect"], /^chat: Say where the server is/],
];

for (const [args, message] of MISTAKES) {
  Deno.test(`chat ${args.join(" ")} says what is wrong and exits 2`, async () => {
    const { code, stdout, stderr } = await chat(...args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, message);
  });
}

Deno.test("chat serve says in one sentence why it cannot start and exits 1", async () => {
  using folder = new TemporaryFolder();
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const here = ["serve", "--host", "127.0.0.1", "--data"];
  const cases: [string[], RegExp][] = [
    [[...here, `${folder.path}/file/x`], /^chat: Cannot write to the data folder .*--data/],
    [[...here, folder.path, "--port", `${taken.addr.port}`], /^chat: Port \d+ is in use .*--port/],
    [
      ["serve", "--data", folder.path, "--host", "192.0.2.77", "--port", "0"],
      /^chat: Cannot listen on 192\.0\.2\.77:0\. Check --host/,
    ],
    [
      [...here, folder.path, "--cert", "/missing", "--key", "/missing"],
      /^chat: Cannot read the certificate \/missing/,
    ],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await chat(...args);
    assert.equal(code, 1, stderr);
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
  }
  taken.close();
});

const hasFullDisk = Deno.build.os === "linux";

/** Runs `chat` with one of its outputs on a disk that is full. */
async function onFullDisk(output: "stdout" | "stderr", ...args: string[]) {
  const [command, all] = chatCommand(args);
  const full = `exec "$@" ${output === "stdout" ? "" : "2"}>/dev/full`;
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", full, "sh", command, ...all],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return { code, text: new TextDecoder().decode(output === "stdout" ? stderr : stdout) };
}

Deno.test("chat says in one line that what it prints cannot be written, and exits with 1", {
  ignore: !hasFullDisk,
}, async () => {
  for (const words of ["--help", "--version", "connect --help", "config --default", "admin -h"]) {
    const { code, text } = await onFullDisk("stdout", ...words.split(" "));
    assert.equal(code, 1, words);
    assert.match(text, /^chat: Nothing can be written there: No space left .*\n$/, words);
  }
});

Deno.test("chat exits with the code of its error when nobody can be told of it", {
  ignore: !hasFullDisk,
}, async () => {
  const nobody = ["connect", "--no-tls", "--password-file", "/dev/null", "bob@127.0.0.1:1"];
  for (const args of [["nope"], ["serve", "--nope"], ["connect", "bob@h:x"], nobody]) {
    assert.equal((await onFullDisk("stderr", ...args)).code, 2, args.join(" "));
  }
});

Deno.test("chat --help ends well when nobody reads on", { ignore: !hasFullDisk }, async () => {
  const [command, args] = chatCommand(["--help"]);
  const { code, stderr } = await new Deno.Command("bash", {
    args: ["-c", '"$@" | true; exit ${PIPESTATUS[0]}', "bash", command, ...args],
    stdin: "null",
  }).output();
  assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
});
