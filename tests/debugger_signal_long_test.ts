/** SIGUSR1 opens no debugger, from the sources and in the executable, in the server and in the client. */
import assert from "node:assert/strict";
import { executable, executableEnvironment } from "./support/executable.ts";
import { listeningPorts } from "./support/listening_ports.ts";
import { chatCommand, ServerProcess } from "./support/server_process.ts";
import { TestClient } from "./support/test_client.ts";
import { TemporaryFolder } from "./support/test_server.ts";

/** After which Deno opens a debugger for the signal: it begins to listen to it only then. */
const DENO_LISTENS_AFTER_MS = 500;

const LINUX = Deno.build.os === "linux";

/** Waits until the process is old enough for Deno to listen to the signal. */
async function grownUp(startedMs: number): Promise<void> {
  const waitMs = startedMs + 2 * DENO_LISTENS_AFTER_MS - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

for (const form of ["sources", "executable"] as const) {
  Deno.test(`ignoreDebuggerSignal() keeps a server from the ${form} alive and its debugger shut`, {
    ignore: !LINUX,
  }, async () => {
    using folder = new TemporaryFolder();
    const startedMs = performance.now();
    await using server = await ServerProcess.start({
      args: ["--host", "127.0.0.1", "--no-tls", "--data", folder.path],
      ...(form === "sources"
        ? {}
        : { executable: await executable(), env: executableEnvironment() }),
    });
    await grownUp(startedMs);
    const before = listeningPorts(server.pid).sort();
    server.kill("SIGUSR1");
    const client = await TestClient.connect({ port: server.port });
    for (let count = 0; count < 20; count++) {
      assert.equal((await client.request("ping"))["ok"], true);
    }
    assert.deepEqual(listeningPorts(server.pid).sort(), before);
    if (form === "executable") assert.ok(!server.stderr.includes("Debugger"), server.stderr);
    client.close();
    await client.ended;
  });
}

Deno.test("ignoreDebuggerSignal() keeps a client alive and its debugger shut", {
  ignore: !LINUX,
}, async () => {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({
    args: ["--host", "127.0.0.1", "--no-tls", "--data", folder.path],
  });
  const [command, args] = chatCommand(
    ["connect", "--no-tls", `127.0.0.1:${server.port}`, "--json"],
    await executable(),
  );
  const startedMs = performance.now();
  await using client = new Deno.Command(command, {
    args,
    env: { ...executableEnvironment(), HOME: folder.path, CHAT_CONFIG_DIR: folder.path },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(client.stderr).text();
  const reader = client.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.match(String((await reader.read()).value), /"hello"/);
  await grownUp(startedMs);
  client.kill("SIGUSR1");
  const writer = client.stdin.getWriter();
  await writer.write(new TextEncoder().encode('{"action":"ping"}\n'));
  assert.match(String((await reader.read()).value), /"ok":true/);
  assert.deepEqual(listeningPorts(client.pid), []);
  await writer.close();
  while (!(await reader.read()).done);
  await client.status;
  assert.equal(await errors, "");
});
