/** The transport of TLS connections, on real ones. */
import assert from "node:assert/strict";
import { connect, type TLSSocket } from "node:tls";
import { within } from "../../support/deadline.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../support/test_server.ts";

const NEWLINE = 0x0a;

async function open({ port }: TestServer): Promise<TLSSocket> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  socket.on("error", () => {});
  await within(new Promise<void>((done) => socket.once("secureConnect", done)), "TLS");
  return socket;
}

Deno.test("listenTls() reads all of what comes faster than it is answered", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });
  const socket = await open(server);
  const { promise, resolve } = Promise.withResolvers<void>();
  let lines = 0;
  socket.on("data", (bytes: Uint8Array) => {
    for (const byte of bytes) if (byte === NEWLINE) lines += 1;
    // The hello, and an answer to each.
    if (lines === 1 + 1_000) resolve();
  });
  const ping = `{"action":"ping","padding":"${"x".repeat(3_000)}"}\n`;
  for (let count = 0; count < 1_000; count++) {
    if (!socket.write(ping)) await new Promise<void>((done) => socket.once("drain", done));
  }
  await within(promise, "all answers");
  socket.destroy();
});

Deno.test("listenTls() forgets a connection that is cut off while something is read from it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });
  for (let times = 0; times < 5; times++) {
    const socket = await open(server);
    const closed = new Promise<void>((done) => socket.once("close", done));
    socket.write('{"action":"ping"}\n'.repeat(500));
    socket.destroy();
    await within(closed, "its end");
  }
  const alice = await server.register("alice");
  const connections = async () => (await alice.request("stats"))["totals"]["connections"];
  assert.equal(typeof await connections(), "number");
  await within(
    (async () => {
      while (await connections() > 1) await alice.request("ping");
    })(),
    "the server to notice",
  );
  assert.deepEqual(server.log.lines.filter((line) => line.startsWith("ERROR")), []);
});
