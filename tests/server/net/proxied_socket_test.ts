import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { readProxiedSource } from "../../../server/net/proxied_socket.ts";

const HEADER = "PROXY TCP4 192.0.2.7 198.51.100.1 62348 5000\r\n";
const SOURCE = { address: "192.0.2.7", port: 62348 };

/** A socket to which a test writes what comes in. */
function fakeSocket(): { stream: PassThrough; socket: Socket } {
  const stream = new PassThrough();
  return { stream, socket: stream as unknown as Socket };
}

Deno.test("readProxiedSource() puts back what came after the header, however it is cut", async () => {
  const bytes = `${HEADER}hello`;
  for (let cut = 1; cut < bytes.length; cut++) {
    const { stream, socket } = fakeSocket();
    const source = readProxiedSource(socket);
    stream.write(bytes.slice(0, cut));
    await new Promise((resolve) => setImmediate(resolve));
    stream.end(bytes.slice(cut));
    assert.deepEqual(await source, SOURCE);
    let rest = "";
    for await (const chunk of stream) rest += chunk;
    assert.equal(rest, "hello", `Cut at ${cut}`);
  }
});

Deno.test("readProxiedSource() leaves a TLS handshake without a header as it is", async () => {
  const { stream, socket } = fakeSocket();
  stream.end("\x16\x03\x01hello");
  assert.equal(await readProxiedSource(socket), undefined);
  let rest = "";
  for await (const chunk of stream) rest += chunk;
  assert.equal(rest, "\x16\x03\x01hello");
});

Deno.test("readProxiedSource() rejects what is no header, is too long, or ends before", async () => {
  for (const bytes of ["GET / HTTP/1.1\r\n", "PROXY TCP4 x\r\n", `PROXY ${"x".repeat(2_000)}`]) {
    const { stream, socket } = fakeSocket();
    stream.write(bytes);
    await assert.rejects(readProxiedSource(socket), SyntaxError);
    stream.destroy();
  }
  const { stream, socket } = fakeSocket();
  stream.end(HEADER.slice(0, 12));
  await assert.rejects(readProxiedSource(socket), { message: "ended before its PROXY header" });
});
