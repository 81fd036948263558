/** TLS on a link-local address with its zone. */
import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { connectZoned } from "../../../client/net/zoned_socket.ts";
import { AddressLimit } from "../../../server/limits/address_limit.ts";
import { makeCertificate } from "../../../server/net/certificate/make_certificate.ts";
import { listenZonedTls } from "../../../server/net/zoned_tls_listener.ts";
import { within } from "../../support/deadline.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

const linkLocal = Deno.networkInterfaces().find(({ address }) => /^fe80:/i.test(address));
const skipped = linkLocal === undefined ? " (skipped: there is no link-local address here)" : "";

Deno.test(`serve() speaks TLS on a link-local address with its zone${skipped}`, {
  ignore: linkLocal === undefined,
}, async () => {
  using folder = new TemporaryFolder();
  const host = `${linkLocal?.address}%${linkLocal?.name}`;
  await using server = await startServer(folder, { tls: { kind: "own" }, host });
  const stream = await connectZoned(host, server.port, new AbortController().signal);
  const socket = connectTls({ socket: stream, rejectUnauthorized: false });
  let text = "";
  const said = Promise.withResolvers<void>();
  socket.on("data", (bytes: Uint8Array) => {
    text += new TextDecoder().decode(bytes);
    if (text.includes('"connections":[')) said.resolve();
  });
  const password = "correct horse 7";
  for (
    const request of [{ action: "register", username: "alice", password }, { action: "stats" }]
  ) {
    socket.write(`${JSON.stringify(request)}\n`);
  }
  await within(said.promise, "the statistics");
  assert.ok(text.includes(`"origin":"[${linkLocal?.address}]:`), text);
  await server.running.reloadCertificate();
  await server.log.line(/certificate/i);
  const closed = new Promise<void>((done) => stream.once("close", done));
  socket.destroy();
  stream.destroy();
  await within(closed, "the end");
});

/** A listener on the loopback address, where any client can go wrong, and what it says of that. */
async function stage(options: { connectionsPerAddress?: number; protocols?: string[] } = {}) {
  const failures: string[] = [];
  const failed: (() => void)[] = [];
  let served = 0;
  const listener = listenZonedTls({
    hostname: "127.0.0.1",
    port: 0,
    ...await makeCertificate({ names: ["localhost"], now: new Date() }),
    protocols: options.protocols ?? [],
    maxConnections: 100,
    sockets: new AddressLimit({
      connectionsPerAddress: options.connectionsPerAddress ?? 100,
      limitLoopback: true,
    }),
    onConnection(transport) {
      served += 1;
      void transport.read().then(() => transport.close(), () => transport.close());
    },
    onError: (message) => failures.push(message),
    onHandshakeFailed(address, reason) {
      failures.push(`${address}: ${reason}`);
      for (const tell of failed.splice(0)) tell();
    },
  });
  return {
    listener,
    failures,
    served: () => served,
    nextFailure: () => within(new Promise<void>((tell) => failed.push(tell)), "a failure"),
  };
}

Deno.test("listenZonedTls() says who failed in the handshake, and goes on", async () => {
  const { failures, listener, nextFailure, served } = await stage();
  const rubbish = connectTcp({ port: listener.port, host: "127.0.0.1" });
  rubbish.on("error", () => {});
  let failure = nextFailure();
  rubbish.write("this is no handshake at all\n");
  await failure;
  const away = connectTcp({ port: listener.port, host: "127.0.0.1" });
  await new Promise<void>((done) => away.once("connect", done));
  failure = nextFailure();
  away.destroy();
  await failure;
  assert.equal(failures.length, 2);
  for (const text of failures) assert.match(text, /^127\.0\.0\.1: /);
  const good = connectTls({ port: listener.port, host: "127.0.0.1", rejectUnauthorized: false });
  await within(new Promise<void>((done) => good.once("secureConnect", done)), "TLS");
  const closed = new Promise<void>((done) => good.once("close", done));
  good.end("x");
  await within(closed, "the end");
  assert.equal(served(), 1);
  rubbish.destroy();
  listener.close();
});

Deno.test("listenZonedTls() bounds the connections of an address, and forgets those that go", async () => {
  const { listener } = await stage({ connectionsPerAddress: 2 });
  const open = async () => {
    const socket = connectTls({
      port: listener.port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
    });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    socket.once("secureConnect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    return { socket, isOpen: await within(promise, "the connection") };
  };
  const [first, second, third] = [await open(), await open(), await open()];
  assert.deepEqual([first.isOpen, second.isOpen, third.isOpen], [true, true, false]);
  for (const { socket } of [first, second]) {
    const closed = new Promise<void>((done) => socket.once("close", done));
    socket.end("x");
    await within(closed, "the end");
  }
  const again = await open();
  assert.equal(again.isOpen, true);
  const closed = new Promise<void>((done) => again.socket.once("close", done));
  again.socket.end("x");
  await within(closed, "the end");
  listener.close();
});

Deno.test("listenZonedTls() has clients agree on a protocol", async () => {
  const { listener } = await stage({ protocols: ["chat", "http/1.1"] });
  const socket = connectTls({
    port: listener.port,
    host: "127.0.0.1",
    rejectUnauthorized: false,
    ALPNProtocols: ["http/1.1"],
  });
  await within(new Promise<void>((done) => socket.once("secureConnect", done)), "TLS");
  assert.equal(socket.alpnProtocol, "http/1.1");
  const closed = new Promise<void>((done) => socket.once("close", done));
  socket.end("x");
  await within(closed, "the end");
  listener.close();
});
