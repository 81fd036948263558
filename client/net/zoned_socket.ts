/**
 * Streams of `node:stream` over Deno's own sockets: to a link-local address with a zone (RFC 4007), which
 * `node:net` cannot connect to, and to what is behind a proxy.
 */
import { Duplex } from "node:stream";

const CHUNK_BYTES = 65_536;

/** Connects to an address like `fe80::1%eth0`; what comes of it too late is closed. */
export async function connectZoned(ip: string, port: number, signal: AbortSignal): Promise<Duplex> {
  const socket = await Deno.connect({ hostname: ip, port });
  socket.setNoDelay(true);
  if (signal.aborted) {
    socket.close();
    throw signal.reason;
  }
  return streamOver(socket);
}

/** A stream over a socket that is connected already. */
export function streamOver(socket: Deno.TcpConn): Duplex {
  return new Duplex({
    read() {
      const buffer = new Uint8Array(CHUNK_BYTES);
      socket.read(buffer).then(
        (length) => this.push(length === null ? null : buffer.subarray(0, length)),
        (error) => this.destroy(error),
      );
    },
    write(bytes: Uint8Array, _encoding, done) {
      writeAll(socket, bytes).then(() => done(), done);
    },
    destroy(error, done) {
      socket.close();
      done(error);
    },
  });
}

async function writeAll(socket: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await socket.write(rest));
}
