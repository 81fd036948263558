/** Plain TCP through `Deno.listen`. */
import { AcceptLoop } from "./accept_loop.ts";
import type { Listener, ListenOptions, Transport } from "./transport.ts";

/** Bytes of the read buffer of a connection that says little, and of one that filled it. */
const SMALL_BUFFER_BYTES = 512;
const LARGE_BUFFER_BYTES = 4_096;

/** Listens for plain TCP connections; throws what `Deno.listen` throws. */
export function listenPlain(options: ListenOptions): Listener {
  const accepting = new AcceptLoop({
    ...options,
    take: (connection) => options.onConnection(new PlainTransport(connection)),
  });
  return { port: accepting.port, close: () => accepting.close() };
}

class PlainTransport implements Transport {
  readonly address: string;
  readonly port: number;
  readonly #connection: Deno.TcpConn;
  #buffer = new Uint8Array(SMALL_BUFFER_BYTES);
  #closed = false;

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.address = connection.remoteAddr.hostname;
    this.port = connection.remoteAddr.port;
    // Without it small answers wait for the acknowledgement of the one before.
    connection.setNoDelay(true);
  }

  async read(): Promise<Uint8Array | null> {
    const buffer = this.#buffer;
    const count = await this.#connection.read(buffer);
    if (count === null) return null;
    // Most connections say little; those that once filled the small buffer get a larger one for
    // good, because what is read in two pieces is also committed and delivered in two.
    if (count === SMALL_BUFFER_BYTES && buffer.length === SMALL_BUFFER_BYTES) {
      this.#buffer = new Uint8Array(LARGE_BUFFER_BYTES);
    }
    return buffer.subarray(0, count);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#connection.write(bytes);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#connection.close();
    } catch (error) {
      // The other side may have been faster; then there is nothing left to close.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
}
