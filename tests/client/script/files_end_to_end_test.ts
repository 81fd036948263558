/** `chat send` and `chat get` with real servers: what they print, and that nothing is lost by kills. */
import assert from "node:assert/strict";
import { hashOf } from "../../support/file_server.ts";
import { runChat } from "../../support/run_chat.ts";
import { chatCommand, ServerProcess } from "../../support/server_process.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { Tmux, tmuxTest } from "../../support/tmux.ts";
import { randomBytes } from "../transfer/stage.ts";

/** Runs a command with the right password and a config folder of its own. */
function run(folder: string, args: readonly string[]) {
  return runChat([...args, "--no-tls"], {
    CHAT_PASSWORD: PASSWORD,
    CHAT_CONFIG_DIR: `${folder}/config`,
  });
}

Deno.test("chat send and chat get bring files there and back, and say what they did", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  (await server.register("alice")).close();
  const { path } = folder;
  const at = `alice@127.0.0.1:${server.port}`;
  const bytes = randomBytes(200_000);
  await Deno.writeFile(`${path}/a.bin`, bytes);
  await Deno.writeTextFile(`${path}/b.txt`, "two");
  const sent = await run(path, ["send", `${path}/a.bin`, `${path}/b.txt`, at, "--room", "general"]);
  assert.deepEqual([sent.code, sent.stdout], [0, "1 a.bin\n2 b.txt\n"], sent.stderr);
  const got = await run(path, ["get", at, "1", "--output", `${path}/c.bin`]);
  assert.deepEqual([got.code, got.stdout], [0, `${path}/c.bin\n`], got.stderr);
  assert.equal(hashOf(await Deno.readFile(`${path}/c.bin`)), hashOf(bytes));
  const again = await run(path, ["get", at, "1", "--output", `${path}/c.bin`]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /exists already/);
  assert.equal((await run(path, ["get", at, "2", "--output", "-"])).stdout, "two");
  const json = await run(path, ["send", `${path}/b.txt`, at, "--to", "alice", "--json"]);
  const last = JSON.parse(json.stdout.trimEnd().split("\n").at(-1) ?? "");
  assert.deepEqual(
    [last.event, last.kind, last.state, last.name, last.with, last.message],
    ["transfer", "upload", "done", "b.txt", "alice", 3],
  );
  const none = await run(path, ["get", at, "99"]);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /no such file/);
  const missing = await run(path, ["send", `${path}/none`, at, "--room", "general"]);
  assert.equal(missing.code, 2);
  const nowhere = await run(path, ["send", `${path}/b.txt`, at]);
  assert.match(nowhere.stderr, /Say where/);
});

tmuxTest("chat get writes no file onto a terminal", async () => {
  using folder = new TemporaryFolder();
  const [command, args] = chatCommand(["get", "alice@127.0.0.1:1", "1", "-o", "-", "--no-tls"]);
  await using terminal = await Tmux.start({
    command: [command, ...args],
    env: { CHAT_PASSWORD: PASSWORD, CHAT_CONFIG_DIR: `${folder.path}/config` },
    columns: 200,
  });
  await terminal.until("would upset this terminal");
  await terminal.until("exit code 2");
});

Deno.test("chat connect --send sends files and then its input; --json says how far they are", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  (await server.register("alice")).close();
  await Deno.writeTextFile(`${folder.path}/b.txt`, "two");
  const at = `alice@127.0.0.1:${server.port}`;
  const { code, stdout } = await run(folder.path, [
    "connect",
    at,
    "--json",
    "--send",
    `${folder.path}/b.txt`,
    "--caption",
    "look :tada:",
  ]);
  assert.equal(code, 0);
  const events = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const message = events.find(({ event }) => event === "message");
  assert.deepEqual([message.kind, message.text, message.file.name], ["file", "look 🎉", "b.txt"]);
  assert.equal(events.filter(({ event }) => event === "transfer").at(-1).state, "done");
});

Deno.test("a client and a server that are killed at any moment lose no file and say none twice", async () => {
  using folder = new TemporaryFolder();
  const { path } = folder;
  const args = ["--data", `${path}/data`, "--no-tls", "--limits", "off"];
  let server = await ServerProcess.start({ args });
  const { port } = server;
  const at = `alice@127.0.0.1:${port}`;
  try {
    const register = ["connect", "--register", at];
    assert.equal((await run(path, register)).code, 0);
    const bytes = randomBytes(12_000_000);
    await Deno.writeFile(`${path}/big.bin`, bytes);
    const sendCommand = ["send", `${path}/big.bin`, at, "--room", "general"];
    const getCommand = ["get", at, "1", "--output", `${path}/got.bin`];
    for (const command of [sendCommand, getCommand]) {
      let kills = 0;
      while (!await endsBefore(path, command, 700 + Math.random() * 900)) {
        if (++kills % 3 !== 0) continue;
        server.kill("SIGKILL");
        await server.ended();
        server = await ServerProcess.start({ args: ["--port", String(port), ...args] });
      }
    }
    assert.equal(hashOf(await Deno.readFile(`${path}/got.bin`)), hashOf(bytes));
    const list = await run(path, ["connect", at, "--history", "10"]);
    assert.equal(list.stdout, "alice: `big.bin` (11.4 MiB)\n", list.stderr);
    assert.equal(await Deno.readTextFile(`${path}/config/transfers`), "");
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

/** Runs a command and kills it after a while; true when it ended well before. */
async function endsBefore(folder: string, args: readonly string[], limitMs: number) {
  const [command, complete] = chatCommand([...args, "--no-tls"]);
  const child = new Deno.Command(command, {
    args: complete,
    env: { CHAT_PASSWORD: PASSWORD, CHAT_CONFIG_DIR: `${folder}/config` },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  const { success } = await child.status;
  clearTimeout(timer);
  return success;
}
