/** Clients behind a proxy that speaks the PROXY protocol. */
import assert from "node:assert/strict";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { parseNetwork } from "../../../server/access/network.ts";
import { within } from "../../support/deadline.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

function networks(text: string) {
  const network = parseNetwork(text);
  return network === undefined ? [] : [network];
}

/** Writes at once, and reads until the server has said `text` or has closed. */
async function exchange(port: number, written: string, text: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(written));
  const buffer = new Uint8Array(4_096);
  let read = "";
  while (!read.includes(text)) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    read += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return read;
}

const WRONG = `${JSON.stringify({ action: "login", username: "nobody", password: "nothing" })}\n`;

Deno.test("serve() takes the address of a client from a trusted proxy", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { trustedProxies: networks("127.0.0.0/8") });
  const header = "PROXY TCP4 192.0.2.7 198.51.100.1 62348 5000\r\n";
  assert.match(await exchange(server.port, header + WRONG, "bad_credentials"), /"event":"hello"/);
  await server.log.line(/^LOGIN_FAILED .* from 192\.0\.2\.7:62348$/);
});

Deno.test("serve() closes what comes from a trusted proxy without a header", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { trustedProxies: networks("127.0.0.1") });
  assert.equal(await exchange(server.port, WRONG, "bad_credentials"), "");
  await server.log.line(/^HANDSHAKE_FAILED 127\.0\.0\.1 \(no PROXY header\)$/);
});

Deno.test("serve() believes no header from anywhere else", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { trustedProxies: networks("192.0.2.0/24") });
  const header = "PROXY TCP4 192.0.2.7 198.51.100.1 62348 5000\r\n";
  const read = await exchange(server.port, header + WRONG, "bad_credentials");
  assert.match(read, /"error":"bad_json"/);
  await server.log.line(/^LOGIN_FAILED .* from 127\.0\.0\.1:\d+$/);
});

/** Sends `first` in clear and then talks TLS; reads until the server has said `text` or has closed. */
async function exchangeTls(
  port: number,
  { first, written, text }: { first: readonly string[]; written: string; text: string },
): Promise<string> {
  const socket: Socket = connectTcp({ port, host: "127.0.0.1", noDelay: true });
  let read = "";
  const ended = new Promise<void>((resolve) => {
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
    (async () => {
      await new Promise<void>((connected) => socket.once("connect", connected));
      for (const part of first) {
        await new Promise<void>((done) => socket.write(part, () => done()));
      }
      const secure = connectTls({ socket, rejectUnauthorized: false }, () => secure.write(written));
      secure.on("error", () => resolve());
      secure.on("data", (bytes) => {
        read += String(bytes);
        if (read.includes(text)) resolve();
      });
    })();
  });
  await within(ended, "an answer or the end");
  socket.destroy();
  return read;
}

const HEADER = "PROXY TCP4 192.0.2.7 198.51.100.1 62348 5000\r\n";

Deno.test("serve() takes the address of a client from a trusted proxy before its TLS handshake", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    trustedProxies: networks("127.0.0.0/8"),
    tls: { kind: "own" },
  });
  for (const first of [[HEADER], [HEADER.slice(0, 9), HEADER.slice(9)]]) {
    const read = await exchangeTls(server.port, { first, written: WRONG, text: "bad_credentials" });
    assert.match(read, /"event":"hello"/);
  }
  await server.log.line(/^LOGIN_FAILED .* from 192\.0\.2\.7:62348$/);
});

Deno.test("serve() takes a TLS handshake that comes in one packet with the PROXY header", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    trustedProxies: networks("127.0.0.0/8"),
    tls: { kind: "own" },
  });
  const socket = connectTcp({ port: server.port, host: "127.0.0.1" });
  await within(new Promise<void>((connected) => socket.once("connect", connected)), "TCP");
  // The server, which is in this process, reads neither before both are there.
  socket.write(HEADER);
  const secure = connectTls({ socket, rejectUnauthorized: false });
  const hello = new Promise<string>((resolve) => secure.once("data", (data) => resolve(`${data}`)));
  assert.match(await within(hello, "hello"), /"event":"hello"/);
  socket.destroy();
});

Deno.test("serve() takes TLS from a trusted proxy without a header for its own, and closes rubbish", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    trustedProxies: networks("127.0.0.1"),
    tls: { kind: "own" },
  });
  const talk = { written: WRONG, text: "bad_credentials" };
  assert.match(await exchangeTls(server.port, { first: [], ...talk }), /bad_credentials/);
  await server.log.line(/^LOGIN_FAILED .* from 127\.0\.0\.1:\d+$/);
  assert.equal(await exchangeTls(server.port, { first: ["no header\r\n"], ...talk }), "");
  await server.log.line(/^HANDSHAKE_FAILED 127\.0\.0\.1 \(no PROXY header\)$/);
  assert.equal(await exchangeTls(server.port, { first: [HEADER, "no TLS\r\n"], ...talk }), "");
  await server.log.line(/^HANDSHAKE_FAILED 192\.0\.2\.7 /);
});

Deno.test("serve() limits connections by the addresses that a proxy before TLS tells", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    trustedProxies: networks("127.0.0.0/8"),
    tls: { kind: "own" },
    connectionsPerAddress: 1,
    limits: true,
  });
  const talk = { written: "", text: '"event"' };
  const open = connectTcp({ port: server.port, host: "127.0.0.1" });
  open.write(HEADER);
  const secure = connectTls({ socket: open, rejectUnauthorized: false });
  await within(new Promise((heard) => secure.once("data", heard)), "hello");
  const second = await exchangeTls(server.port, { first: [HEADER], ...talk, text: "too_many" });
  assert.match(second, /too_many_from_address/);
  const other = HEADER.replace("192.0.2.7", "192.0.2.8");
  assert.match(await exchangeTls(server.port, { first: [other], ...talk }), /"event":"hello"/);
  open.destroy();
});

Deno.test("serve() takes TLS without a header from elsewhere where a proxy is trusted", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    trustedProxies: networks("192.0.2.0/24"),
    tls: { kind: "own" },
  });
  const talk = { written: WRONG, text: "bad_credentials" };
  assert.match(await exchangeTls(server.port, { first: [], ...talk }), /bad_credentials/);
  await server.log.line(/^LOGIN_FAILED .* from 127\.0\.0\.1:\d+$/);
  assert.equal(await exchangeTls(server.port, { first: [HEADER], ...talk }), "");
});
