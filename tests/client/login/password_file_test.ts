import assert from "node:assert/strict";
import { join } from "node:path";
import { ClientFailure, EXIT } from "../../../client/base/failure.ts";
import { passwordIn } from "../../../client/login/password_file.ts";
import { runClient } from "../../support/client_process.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** Text in UTF-16, with the mark that says in which order its bytes are. */
function utf16(text: string, isLittleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, unit] of [0xfeff, ...text].entries()) {
    const value = typeof unit === "number" ? unit : unit.charCodeAt(0);
    view.setUint16(index * 2, value, isLittleEndian);
  }
  return bytes;
}

async function passwordOf(content: Uint8Array): Promise<string> {
  using folder = new TemporaryFolder();
  const file = join(folder.path, "pw");
  await Deno.writeFile(file, content, { mode: 0o600 });
  return await passwordIn(file, (line) => assert.fail(line));
}

const text = (content: string) => new TextEncoder().encode(content);
const WRITTEN: readonly (readonly [what: string, content: Uint8Array])[] = [
  ["a line", text("pässword 1\n")],
  ["a line without an end", text("pässword 1")],
  ["lines of Windows", text("pässword 1\r\nmore\r\n")],
  ["lines that end with CR alone", text("pässword 1\rmore\r")],
  ["a byte-order mark", text("\ufeffpässword 1\n")],
  ["UTF-16, as Windows writes it", utf16("pässword 1\r\n", true)],
  ["UTF-16, the other way round", utf16("pässword 1\nmore", false)],
  ["something else behind the line", Uint8Array.of(...text("pässword 1\n"), 0xff, 0)],
];

for (const [what, content] of WRITTEN) {
  Deno.test(`passwordIn() reads ${what}`, async () => {
    assert.equal(await passwordOf(content), "pässword 1");
  });
}

const latin1 = Uint8Array.of(0x70, 0xe4, 0x73, 0x73, 0x77, 0x6f, 0x72, 0x64, 0x0a);
const NO_TEXT: readonly (readonly [what: string, content: Uint8Array])[] = [
  ["Latin-1", latin1],
  ["UTF-16 without a mark", utf16("password 1\n", true).subarray(2)],
  ["half a character of UTF-16", utf16("pass\n", true).subarray(0, 5)],
];

for (const [what, content] of NO_TEXT) {
  Deno.test(`passwordIn() refuses ${what} and does not show what it is`, async () => {
    await assert.rejects(passwordOf(content), (error) => {
      assert.ok(error instanceof ClientFailure);
      assert.equal(error.exitCode, EXIT.usage);
      assert.match(error.message, /is not UTF-8 text; save it as UTF-8/);
      assert.doesNotMatch(`${error.message} ${error.cause}`, /\ufffd|\\x|word 1|pä/i);
      return true;
    });
  });
}

Deno.test("passwordIn() says that the first line is empty", async () => {
  for (const content of ["", "\n", "\ufeff\nmore", "\rmore"]) {
    await assert.rejects(passwordOf(text(content)), /first line of .* is empty/);
  }
});

Deno.test("passwordIn() warns when others can read the file", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  const file = join(folder.path, "pw");
  await Deno.writeTextFile(file, "secret\n", { mode: 0o644 });
  await Deno.chmod(file, 0o644);
  const warnings: string[] = [];
  await passwordIn(file, (line) => warnings.push(line));
  assert.match(warnings.join("\n"), /^Others on this machine can read .*chmod 600 /);
});

Deno.test("chat connect says what is wrong with a variable, and never what stands in it", {
  ignore: Deno.build.os === "windows",
}, async () => {
  for (const name of ["CHAT_PASSWORD", "HOME", "XDG_CONFIG_HOME", "CHAT_CONFIG_DIR"]) {
    const clear = name === "HOME" ? "CHAT_CONFIG_DIR= XDG_CONFIG_HOME= " : "";
    const config = name === "CHAT_PASSWORD" ? "CHAT_CONFIG_DIR=/nowhere " : clear;
    const { stderr, code } = await inShell(
      `DENO_DIR=\${DENO_DIR:-$HOME/.cache/deno} env ${config}${name}="$(printf 'geh\\377im')" "$@" connect bob@127.0.0.1:1 </dev/null`,
    );
    assert.equal(code, EXIT.usage, stderr);
    assert.match(stderr, new RegExp(`^chat: The environment variable ${name} is not UTF-8 text`));
    assert.doesNotMatch(stderr, /geh|xFF/i);
  }
});

Deno.test("chat connect takes the password from /dev/stdin and leaves what is behind it", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const { startServer, PASSWORD } = await import("../../support/test_server.ts");
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  const { code, stderr } = await runClient({
    args: [
      "--no-tls",
      "--register",
      "--password-file",
      "/dev/stdin",
      `alice@127.0.0.1:${server.port}`,
    ],
    env: { CHAT_CONFIG_DIR: join(folder.path, "config") },
    input: `${PASSWORD}\nhello from a pipe\n`,
  });
  assert.equal(code, 0, stderr);
  await bob.event("message", (message) => message.text === "hello from a pipe");
});

/** Runs a line of shell with the client from the sources as its arguments. */
async function inShell(line: string): Promise<{ code: number; stderr: string }> {
  const { chatCommand } = await import("../../support/server_process.ts");
  const [command, args] = chatCommand([]);
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", line, "sh", command, ...args],
    stdin: "null",
    stdout: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}
