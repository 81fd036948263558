/** Plain TCP through `Deno.listen`. */
import { AcceptLoop } from "./accept_loop.ts";
import type { Listener, ListenOptions, Transport } from "./transport.ts";

/** Bytes of the read buffer of a connection that says little, and of one that filled it. */
const SMALL_BUFFER_BYTES = 512;
const LARGE_BUFFER_BYTES = 4_096;

/** After so many reads in a row that would have fitted into the small one it is enough again. */
const SMALL_READS = 8;

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
  #smallReads = 0;
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
    // Most connections say little; those that fill the small buffer get a larger one, because what
    // is read in two pieces is also committed and delivered in two. A browser fills it once only.
    const isLarge = buffer.length > SMALL_BUFFER_BYTES;
    if (!isLarge && count === SMALL_BUFFER_BYTES) {
      this.#buffer = new Uint8Array(LARGE_BUFFER_BYTES);
    } else if (isLarge) {
      this.#smallReads = count < SMALL_BUFFER_BYTES ? this.#smallReads + 1 : 0;
      if (this.#smallReads === SMALL_READS) {
        this.#buffer = new Uint8Array(SMALL_BUFFER_BYTES);
        this.#smallReads = 0;
      }
    }
    return buffer.subarray(0, count);
  }

  readInto(memory: Uint8Array): Promise<number | null> {
    return this.#connection.read(memory);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#connection.write(bytes);
  }

  endWriting(): void {
    // It fails when the other side was faster.
    this.#connection.closeWrite().catch(() => {});
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
