/** Connections of the load: they cost as little as possible, so that they do not bound what is measured. */
import { Duplex } from "node:stream";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { ServerFrames, upgradeHead } from "../../tests/support/web_socket_wire.ts";
import { RecordCounter } from "./record_counter.ts";

/** Where to connect. */
export interface Address {
  port: number;
  tls: boolean;
  /** Whether it is a WebSocket that is opened there, as pages do. @default false */
  web?: boolean;
}

/** What a wire tells. */
export interface WireOptions {
  /** Called with what came, decrypted; valid until it returns. */
  onData(bytes: Uint8Array): void;
  /** Called instead, once {@linkcode Wire.countOnly} was, with how many bytes of content came. */
  onCount?(bytes: number): void;
  /** @default 4096 */
  bufferBytes?: number;
}

/** One connection. */
export interface Wire {
  write(bytes: Uint8Array): void;
  /** From now on nobody looks at what comes: it is counted and, with TLS, not even decrypted. */
  countOnly(): void;
  /** From now on nothing is read. */
  stall(): void;
  close(): void;
}

/** Where everything goes that nobody looks at. */
const sink = new Uint8Array(256 * 1_024);

/** Opens a connection. */
export async function openWire(address: Address, options: WireOptions): Promise<Wire> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: address.port });
  connection.setNoDelay(true);
  if (address.web) return await openWeb(address, connection, options);
  return address.tls ? await openTls(connection, options) : openPlain(connection, options);
}

/** Frames are taken off until bytes are only counted; their heads are a few bytes of many. */
async function openWeb(
  address: Address,
  connection: Deno.TcpConn,
  options: WireOptions,
): Promise<Wire> {
  const frames = new ServerFrames();
  const accepted = Promise.withResolvers<void>();
  let head: string | undefined = "";
  const unframed: WireOptions = {
    ...options,
    onData(bytes) {
      let rest = bytes;
      if (head !== undefined) {
        const before = head.length;
        head += new TextDecoder("latin1").decode(bytes);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        rest = bytes.subarray(end + 4 - before);
        head = undefined;
        accepted.resolve();
      }
      for (const { opcode, payload } of frames.push(rest)) {
        if (opcode === 1) options.onData(payload);
      }
    },
  };
  const wire = address.tls ? await openTls(connection, unframed) : openPlain(connection, unframed);
  const origin = `${address.tls ? "https" : "http"}://127.0.0.1:${address.port}`;
  wire.write(new TextEncoder().encode(upgradeHead(address.port, { origin })));
  await accepted.promise;
  return { ...wire, write: (bytes) => wire.write(plainlyMasked(bytes)) };
}

/** A text in a frame whose mask changes nothing. */
function plainlyMasked(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const head = length < 126
    ? [0x81, 0x80 | length]
    : [0x81, 0xfe, length >> 8 & 0xff, length & 0xff];
  return Uint8Array.from([...head, 0, 0, 0, 0, ...bytes]);
}

function openPlain(connection: Deno.TcpConn, options: WireOptions): Wire {
  let counting = false;
  let stalled = false;
  let buffer = new Uint8Array(options.bufferBytes ?? 4_096);
  pump(connection, {
    buffer: () => stalled ? undefined : buffer,
    take: (bytes) => counting ? options.onCount?.(bytes.length) : options.onData(bytes),
  });
  return {
    write: (bytes) => void connection.write(bytes).catch(() => {}),
    countOnly() {
      counting = true;
      buffer = sink;
    },
    stall: () => stalled = true,
    close: () => closeQuietly(connection),
  };
}

function openTls(connection: Deno.TcpConn, options: WireOptions): Promise<Wire> {
  const records = new RecordCounter();
  const buffer = new Uint8Array(options.bufferBytes ?? 65_536);
  let counting = false;
  let stalled = false;
  const carrier = new Duplex({
    read() {},
    write(chunk: Uint8Array, _encoding, done) {
      connection.write(chunk).then(() => done(), done);
    },
  });
  pump(connection, {
    buffer: () => stalled ? undefined : buffer,
    take(bytes) {
      const content = records.push(bytes);
      if (counting) options.onCount?.(content);
      else carrier.push(bytes.slice());
    },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Wire>();
  const tlsOptions: ConnectionOptions = { socket: carrier, rejectUnauthorized: false };
  const socket = connectTls(tlsOptions, () => {
    socket.on("data", options.onData);
    resolve({
      write: (bytes) => void socket.write(bytes),
      countOnly: () => counting = true,
      stall: () => stalled = true,
      close: () => closeQuietly(connection),
    });
  });
  socket.on("error", reject);
  return promise;
}

async function pump(
  connection: Deno.TcpConn,
  { buffer, take }: { buffer(): Uint8Array | undefined; take(bytes: Uint8Array): void },
): Promise<void> {
  try {
    for (;;) {
      const into = buffer();
      if (into === undefined) return;
      const count = await connection.read(into);
      if (count === null) return;
      take(into.subarray(0, count));
    }
  } catch {
    // One of the two sides has closed it.
  }
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // The server was faster.
  }
}
