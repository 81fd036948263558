/** What every transport of the client promises: one suite for all of them. */
import assert from "node:assert/strict";
import type { AddressInfo, Server, Socket } from "node:net";
import type { Transport } from "../../../client/net/transport.ts";
import { within } from "../../support/deadline.ts";

/** How the suite gets at a transport. */
export interface TransportCase {
  name: string;
  /** Makes a server that hands every connection to `accept`. */
  serve: (accept: (socket: Socket) => void) => Promise<Server>;
  dial: (port: number, signal: AbortSignal) => Promise<Transport>;
}

/** A transport and the other end of its connection. */
class Pair implements AsyncDisposable {
  readonly transport: Transport;
  readonly peer: Socket;
  readonly #server: Server;

  private constructor(transport: Transport, peer: Socket, server: Server) {
    this.transport = transport;
    this.peer = peer;
    this.#server = server;
  }

  static async open({ dial, serve }: TransportCase): Promise<Pair> {
    const accepted = Promise.withResolvers<Socket>();
    const server = await serve((socket) => {
      socket.on("error", () => {});
      accepted.resolve(socket);
    });
    await listening(server);
    const transport = await dial(portOf(server), new AbortController().signal);
    return new Pair(transport, await within(accepted.promise, "the connection"), server);
  }

  /** What the peer gets until there are so many bytes of it. */
  received(length: number): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    return within(
      new Promise<string>((resolve) => {
        this.peer.on("data", (chunk: Uint8Array) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size >= length) resolve(new TextDecoder().decode(joined(chunks)));
        });
      }),
      `${length} bytes`,
    );
  }

  /** What arrives until the connection ends. */
  async arrived(): Promise<string> {
    const chunks: Uint8Array[] = [];
    // A transport may use the same buffer again.
    for await (const chunk of this.transport.chunks) chunks.push(chunk.slice());
    return new TextDecoder().decode(joined(chunks));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.transport.close();
    this.peer.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Tests one transport. */
export function testTransport(it: TransportCase): void {
  const { name } = it;

  Deno.test(`${name}: send() delivers everything in its order`, async () => {
    await using pair = await Pair.open(it);
    const texts = Array.from({ length: 2_000 }, (_, index) => `${index} ${"é".repeat(300)}\n`);
    const whole = texts.join("");
    const received = pair.received(new TextEncoder().encode(whole).length);
    for (const text of texts) pair.transport.send(text);
    assert.equal(await received, whole);
  });

  Deno.test(`${name}: flushed() resolves when what was sent is on its way`, async () => {
    await using pair = await Pair.open(it);
    const received = pair.received(4);
    pair.transport.send("last");
    await within(pair.transport.flushed(), "the flush");
    pair.transport.close();
    assert.equal(await received, "last");
    await within(pair.transport.flushed(), "the flush of a closed transport");
  });

  Deno.test(`${name}: chunks has everything that arrives, and ends with the connection`, async () => {
    await using pair = await Pair.open(it);
    const text = "words ".repeat(10_000);
    pair.peer.end(text);
    assert.equal(await within(pair.arrived(), "the end"), text);
  });

  Deno.test(`${name}: chunks lets a server wait that sends more than is read`, async () => {
    await using pair = await Pair.open(it);
    const length = 4_000_000;
    pair.peer.write("x".repeat(length));
    let read = 0;
    for await (const chunk of pair.transport.chunks) {
      read += chunk.length;
      if (read >= length) break;
    }
    assert.equal(read, length);
  });

  Deno.test(`${name}: a server that sends while nobody reads is pushed back`, async () => {
    await using pair = await Pair.open(it);
    const megabyte = "x".repeat(1_024 * 1_024);
    let taken = 0;
    const writing = (async () => {
      for (let count = 0; count < 64; count++) {
        await new Promise<void>((done) => pair.peer.write(megabyte, () => done()));
        taken += 1;
      }
    })();
    // Until nothing has moved for so many turns of the event loop.
    for (let still = 0, before = 0; still < 1_000; before = taken) {
      await new Promise((resolve) => setImmediate(resolve));
      still = taken === before ? still + 1 : 0;
    }
    assert.ok(taken < 32, `${taken} MiB were taken of a server that nobody reads from`);
    let left = 64 * megabyte.length;
    for await (const chunk of pair.transport.chunks) {
      left -= chunk.length;
      if (left === 0) break;
    }
    await within(writing, "the rest");
  });

  Deno.test(`${name}: chunks does not go on when the connection breaks`, async () => {
    await using pair = await Pair.open(it);
    const arrived = pair.arrived().catch((error: Error) => {
      assert.match(error.message, /reset/i);
      return "";
    });
    pair.peer.resetAndDestroy();
    assert.equal(await within(arrived, "the break"), "");
    pair.transport.send("to nobody");
    await within(pair.transport.flushed(), "the flush of a broken transport");
  });

  Deno.test(`${name}: close() ends chunks without an error, and may be called again`, async () => {
    await using pair = await Pair.open(it);
    const gone = new Promise((resolve) => pair.peer.once("close", resolve));
    const arrived = pair.arrived();
    pair.peer.resume();
    pair.transport.close();
    pair.transport.close();
    pair.transport.send("too late");
    assert.equal(await within(arrived, "the end"), "");
    await within(gone, "the peer to notice");
  });

  Deno.test(`${name}: dialling ends with the signal, and fails where nobody listens`, async () => {
    const reason = new Error("enough");
    const silent = await it.serve(() => {});
    await listening(silent);
    const port = portOf(silent);
    const given = AbortSignal.abort(reason);
    await assert.rejects(it.dial(port, given), (error) => error === reason);
    await new Promise((resolve) => silent.close(resolve));
    await assert.rejects(it.dial(port, new AbortController().signal), /refused/i);
  });
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
