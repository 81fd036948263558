/** A connection that the runtime has accepted as a stream of `node:stream`, for `node:tls`. */
import { Duplex } from "node:stream";

const CHUNK_BYTES = 16_384;

/** Takes the connection over: it is closed with the stream. Small writes go out without delay. */
export function acceptedStream(connection: Deno.TcpConn): Duplex {
  connection.setNoDelay(true);
  let isClosed = false;
  return new Duplex({
    allowHalfOpen: true,
    read() {
      const buffer = new Uint8Array(CHUNK_BYTES);
      connection.read(buffer).then(
        (length) => this.push(length === null ? null : buffer.subarray(0, length)),
        (error) => this.destroy(error),
      );
    },
    write(bytes: Uint8Array, _encoding, done) {
      writeAll(connection, bytes).then(() => done(), done);
    },
    destroy(error, done) {
      if (!isClosed) connection.close();
      isClosed = true;
      done(error);
    },
  });
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
}
