/** One suite for whatever carries a connection: plain TCP and TLS. */
import assert from "node:assert/strict";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { AddressLimit } from "../../../server/limits/address_limit.ts";
import { makeCertificate } from "../../../server/net/certificate/make_certificate.ts";
import { listenPlain } from "../../../server/net/plain_listener.ts";
import { listenTls, type TlsListenOptions } from "../../../server/net/tls_listener.ts";
import type { Listener, ListenOptions, Transport } from "../../../server/net/transport.ts";
import { listenZonedTls } from "../../../server/net/zoned_tls_listener.ts";
import { within } from "../../support/deadline.ts";

const encoder = new TextEncoder();

/** A kind of transport, and how clients reach it. */
interface Kind {
  name: string;
  listen(options: ListenOptions): Promise<Listener>;
  connect(port: number): Socket;
}

const KINDS: readonly Kind[] = [
  {
    name: "plain",
    listen: (options) => Promise.resolve(listenPlain(options)),
    connect: (port) => connectTcp({ port, host: "127.0.0.1", allowHalfOpen: true }),
  },
  {
    name: "TLS",
    listen: async (options) => await listenTls(await tlsOptions(options)),
    connect: connectWithTls,
  },
  {
    name: "TLS as on an address with a zone",
    listen: async (options) => listenZonedTls(await tlsOptions(options)),
    connect: connectWithTls,
  },
];

async function tlsOptions(options: ListenOptions): Promise<TlsListenOptions> {
  const pair = await makeCertificate({ names: ["localhost"], now: new Date() });
  return {
    ...options,
    ...pair,
    protocols: [],
    maxConnections: 100,
    sockets: new AddressLimit({ connectionsPerAddress: 100, limitLoopback: false }),
    onHandshakeFailed() {},
  };
}

function connectWithTls(port: number): Socket {
  // The types of TLS leave out what every socket can.
  const options = { port, host: "127.0.0.1", rejectUnauthorized: false, allowHalfOpen: true };
  return connectTls(options);
}

/** The two ends of a connection. */
class Pair implements Disposable {
  readonly transport: Transport;
  readonly client: Socket;
  readonly #chunks: Uint8Array[] = [];
  readonly ended: Promise<void>;
  #onData: () => void = () => {};

  constructor(transport: Transport, client: Socket) {
    this.transport = transport;
    this.client = client;
    client.on("data", (bytes: Uint8Array) => {
      this.#chunks.push(bytes);
      this.#onData();
    });
    client.on("error", () => {});
    this.ended = new Promise((resolve) => {
      client.once("end", resolve);
      client.once("close", () => resolve());
    });
  }

  /** So many bytes that the client has received, as text. */
  async received(count: number): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onData = () => {
      if (this.#chunks.reduce((sum, { length }) => sum + length, 0) >= count) resolve();
    };
    this.#onData();
    await within(promise, `${count} bytes`);
    return this.#chunks.map((chunk) => new TextDecoder().decode(chunk)).join("");
  }

  [Symbol.dispose](): void {
    this.client.destroy();
    this.transport.close();
  }
}

/** A listener with the connections that it has accepted. */
class Port implements Disposable {
  readonly listener: Listener;
  readonly errors: string[];
  readonly #kind: Kind;
  readonly #accepted: Transport[];
  readonly #waiting: ((transport: Transport) => void)[];

  private constructor(
    kind: Kind,
    { listener, errors, accepted, waiting }: {
      listener: Listener;
      errors: string[];
      accepted: Transport[];
      waiting: ((transport: Transport) => void)[];
    },
  ) {
    this.#kind = kind;
    this.listener = listener;
    this.errors = errors;
    this.#accepted = accepted;
    this.#waiting = waiting;
  }

  static async open(kind: Kind): Promise<Port> {
    const errors: string[] = [];
    const accepted: Transport[] = [];
    const waiting: ((transport: Transport) => void)[] = [];
    const listener = await kind.listen({
      hostname: "127.0.0.1",
      port: 0,
      onConnection(transport) {
        const next = waiting.shift();
        if (next === undefined) accepted.push(transport);
        else next(transport);
      },
      onError: (message) => errors.push(message),
    });
    return new Port(kind, { listener, errors, accepted, waiting });
  }

  async connect(): Promise<Pair> {
    const client = this.#kind.connect(this.listener.port);
    const transport = this.#accepted.shift() ??
      await within(new Promise<Transport>((resolve) => this.#waiting.push(resolve)), "a client");
    return new Pair(transport, client);
  }

  [Symbol.dispose](): void {
    this.listener.close();
  }
}

/** So many bytes that a transport reads, as text. */
async function read(transport: Transport, count: number): Promise<string> {
  let text = "";
  while (text.length < count) {
    const bytes = await within(transport.read(), "bytes");
    if (bytes === null) break;
    text += new TextDecoder().decode(bytes);
  }
  return text;
}

/** Reads so many bytes and forgets them. */
async function readBytes(transport: Transport, count: number): Promise<void> {
  for (let left = count; left > 0;) {
    const bytes = await within(transport.read(), "bytes");
    assert.ok(bytes !== null);
    left -= bytes.length;
  }
}

async function writeAll(transport: Transport, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) {
    rest = rest.subarray(await within(transport.write(rest), "a write"));
  }
}

for (const kind of KINDS) {
  const test = (name: string, work: (port: Port) => Promise<void>) =>
    Deno.test(`Transport ${name}, ${kind.name}`, async () => {
      using port = await Port.open(kind);
      await work(port);
      assert.deepEqual(port.errors, []);
    });

  test("reads and writes what the two sides say, and knows where the client is", async (port) => {
    using pair = await port.connect();
    pair.client.write("hello\n");
    assert.equal(await read(pair.transport, 6), "hello\n");
    await writeAll(pair.transport, encoder.encode("hi\n"));
    assert.equal(await pair.received(3), "hi\n");
    assert.equal(pair.transport.address, "127.0.0.1");
    assert.equal(pair.transport.port, pair.client.localPort);
    assert.equal(pair.transport.protocol, undefined);
  });

  test("reads in order more than fits into a buffer", async (port) => {
    using pair = await port.connect();
    const text = Array.from({ length: 20_000 }, (_, index) => `${index} `).join("");
    pair.client.write(text);
    assert.equal(await read(pair.transport, text.length), text);
  });

  test("writes in order more than the system takes at once", async (port) => {
    using pair = await port.connect();
    const text = Array.from({ length: 200_000 }, (_, index) => `${index} `).join("");
    const writing = writeAll(pair.transport, encoder.encode(text));
    assert.equal(await pair.received(text.length), text);
    await writing;
  });

  test("still writes to a client that has closed its side", async (port) => {
    using pair = await port.connect();
    pair.client.end("the last line");
    assert.equal(await read(pair.transport, 13), "the last line");
    assert.equal(await within(pair.transport.read(), "the end"), null);
    await writeAll(pair.transport, encoder.encode("the answer"));
    assert.equal(await pair.received(10), "the answer");
    pair.transport.close();
    await within(pair.ended, "the end");
  });

  test("sends what was written before it is closed, and may be closed twice", async (port) => {
    using pair = await port.connect();
    await writeAll(pair.transport, encoder.encode("goodbye"));
    pair.transport.close();
    pair.transport.close();
    assert.equal(await pair.received(7), "goodbye");
    await within(pair.ended, "the end");
  });

  test("ends the read of a client that goes without a word", async (port) => {
    using pair = await port.connect();
    pair.client.write("x");
    await read(pair.transport, 1);
    const reading = pair.transport.read().catch(() => null);
    pair.client.destroy();
    assert.equal(await within(reading, "the end"), null);
  });

  test("does not read ahead: whoever is not read from is pushed back", async (port) => {
    using pair = await port.connect();
    pair.client.write("x");
    await read(pair.transport, 1);
    const megabyte = new Uint8Array(1_024 * 1_024);
    let taken = 0;
    const writing = (async () => {
      for (let count = 0; count < 64; count++) {
        await new Promise<void>((done) => pair.client.write(megabyte, () => done()));
        taken += 1;
      }
    })();
    // Others are answered until nothing has moved for a while.
    using other = await port.connect();
    for (let still = 0, before = 0, asked = 0; still < 300; asked++) {
      other.client.write("?");
      await read(other.transport, 1);
      await writeAll(other.transport, encoder.encode("!"));
      await other.received(asked + 1);
      still = taken === before ? still + 1 : 0;
      before = taken;
    }
    assert.ok(taken < 32, `${taken} MiB were taken of a client that nobody reads from`);
    await writeAll(pair.transport, encoder.encode("still there"));
    await pair.received(11);
    await readBytes(pair.transport, 64 * megabyte.length);
    await within(writing, "the rest");
  });

  Deno.test(`Listener.close() stops accepting and leaves connections as they are, ${kind.name}`, async () => {
    using port = await Port.open(kind);
    using pair = await port.connect();
    port.listener.close();
    pair.client.write("hello");
    assert.equal(await read(pair.transport, 5), "hello");
    const late = kind.connect(port.listener.port);
    const { promise, resolve } = Promise.withResolvers<string>();
    late.once("error", (error: Error & { code?: string }) => resolve(String(error.code)));
    assert.equal(await within(promise, "a refusal"), "ECONNREFUSED");
  });
}
