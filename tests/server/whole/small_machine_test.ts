/** A server with little memory and with few files. */
import assert from "node:assert/strict";
import { executable, executableEnvironment } from "../../support/executable.ts";
import { FileClient } from "../../support/file_client.ts";
import { MemoryGroup } from "../../support/memory_group.ts";
import { runChat } from "../../support/run_chat.ts";
import { chatCommand, ServerProcess } from "../../support/server_process.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

const MEBIBYTE = 1_024 * 1_024;
const LINUX = Deno.build.os === "linux";
const READERS = 200;

const probe = LINUX ? MemoryGroup.make(64 * MEBIBYTE) : undefined;
probe?.[Symbol.dispose]();
const skipped = probe === undefined ? " (skipped: needs control groups that it may make)" : "";

/** Logs in, asks for more history than fits into an outbox, and reads nothing. */
async function connectDeaf(port: number, token: string): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const history = `${JSON.stringify({ action: "history", room: "general", limit: 1_000 })}\n`;
  const bytes = new TextEncoder().encode(
    `${JSON.stringify({ action: "login", token })}\n${history.repeat(20)}`,
  );
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
  return connection;
}

/** Text that is as long as one may be and does not repeat itself. */
function longText(): string {
  return Array.from({ length: 250 }, () => crypto.randomUUID().slice(0, 32)).join("");
}

Deno.test(`chat serve with 256 MiB lives through ${READERS} readers that take nothing${skipped}`, {
  ignore: probe === undefined,
}, async () => {
  using folder = new TemporaryFolder();
  using group = MemoryGroup.make(256 * MEBIBYTE);
  assert.ok(group !== undefined);
  await using server = await ServerProcess.start({
    executable: await executable(),
    args: ["--host", "127.0.0.1", "--no-tls", "--limits", "off", "--data", folder.path],
    env: executableEnvironment(),
    group,
  });
  const alice = await TestClient.connect({ port: server.port });
  const { token } = await alice.request("register", { username: "alice", password: PASSWORD });
  for (let count = 0; count < 100; count++) await alice.request("say", { text: longText() });
  const deaf = await Promise.all(
    Array.from({ length: READERS }, () => connectDeaf(server.port, String(token))),
  );
  for (let count = 0; count < 200; count++) {
    assert.equal((await alice.request("say", { text: longText() }))["ok"], true);
  }
  const bob = await TestClient.connect({ port: server.port });
  const registered = await bob.request("register", { username: "bob", password: PASSWORD });
  assert.equal(registered["ok"], true, registered["message"]);
  assert.equal(group.killed, 0);
  for (const connection of deaf) connection.close();
  for (const client of [alice, bob]) {
    client.close();
    await client.ended;
  }
  server.kill("SIGTERM");
  assert.equal(await server.ended(), 0, server.stderr);
});

Deno.test(`chat serve with 256 MiB takes a larger file over TLS${skipped}`, {
  ignore: probe === undefined,
}, async () => {
  using folder = new TemporaryFolder();
  using group = MemoryGroup.make(256 * MEBIBYTE);
  assert.ok(group !== undefined);
  await using server = await ServerProcess.start({
    executable: await executable(),
    args: ["--host", "127.0.0.1", "--data", folder.path, "--max-file-size", "1G"],
    env: executableEnvironment(),
    group,
  });
  const alice = await TestClient.connect({ port: server.port, tls: true });
  const { token } = await alice.request("register", { username: "alice", password: PASSWORD });
  const length = 400 * MEBIBYTE;
  {
    using files = await FileClient.open({ port: server.port, token: String(token), tls: true });
    await files.begin("POST", "/files", {
      "Content-Length": `${length}`,
      "Upload-Length": `${length}`,
      "Upload-Complete": "?1",
    });
    const mebibyte = new Uint8Array(MEBIBYTE);
    for (let sent = 0; sent < length; sent += MEBIBYTE) await files.raw.send(mebibyte);
    assert.equal((await files.raw.response()).status, 201);
  }
  assert.equal((await alice.request("ping"))["ok"], true);
  assert.equal(group.killed, 0);
  alice.close();
  await alice.ended;
  server.kill("SIGTERM");
  assert.equal(await server.ended(), 0, server.stderr);
});

Deno.test(`chat serve says at its start that there is too little memory${skipped}`, {
  ignore: probe === undefined,
}, async () => {
  using folder = new TemporaryFolder();
  using group = MemoryGroup.make(150 * MEBIBYTE);
  assert.ok(group !== undefined);
  await using server = await ServerProcess.start({
    args: ["--host", "127.0.0.1", "--no-tls", "--data", folder.path],
    group,
  });
  assert.match(server.stderr, /^ERROR There are 150 MiB of memory, and the server needs \d+ MiB/m);
  server.kill("SIGTERM");
  assert.equal(await server.ended(), 0);
});

Deno.test("chat serve with too few files ends with one sentence", { ignore: !LINUX }, async () => {
  using folder = new TemporaryFolder();
  const [command, args] = chatCommand(["serve", "--port", "0", "--no-tls", "--data", folder.path]);
  const limited = ["-c", 'ulimit -n 64; exec "$0" "$@"', command, ...args];
  const { code, stderr } = await new Deno.Command("sh", { args: limited }).output();
  assert.equal(code, 1);
  assert.match(
    new TextDecoder().decode(stderr),
    /^chat: The limit on open files leaves \d+, and the server needs at least \d+\. Raise it .*\.\n$/,
  );
  // The folder is free again for a start with more.
  const listed = await runChat(["admin", "user", "list", "--data", folder.path]);
  assert.match(listed.stderr, /There is no chat data/);
});
