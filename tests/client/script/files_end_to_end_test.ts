/** `chat send` and `chat get` with real servers: what they print. */
import assert from "node:assert/strict";
import { hashOf } from "../../support/file_server.ts";
import { runChat } from "../../support/run_chat.ts";
import { chatCommand } from "../../support/server_process.ts";
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
