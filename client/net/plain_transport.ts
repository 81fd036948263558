/** A connection without TLS, over Deno's own sockets. */
import type { ByteTransport } from "./transport.ts";

const encoder = new TextEncoder();

/** Connects to one IP address. */
export async function dialPlain(
  ip: string,
  port: number,
  signal: AbortSignal,
): Promise<ByteTransport> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const connecting = Deno.connect({ hostname: ip, port });
  try {
    const socket = await Promise.race([connecting, aborted]);
    socket.setNoDelay(true);
    return new PlainTransport(socket);
  } catch (error) {
    // An attempt that was given up may still succeed later: nobody wants that socket any more.
    connecting.then((socket) => socket.close(), () => {});
    throw error;
  }
}

/** A connection without TLS over a socket that is connected already. */
export function plainOver(socket: Deno.TcpConn): ByteTransport {
  return new PlainTransport(socket);
}

class PlainTransport implements ByteTransport {
  readonly #socket: Deno.TcpConn;
  #queue: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  send(text: string): void {
    if (this.#closed) return;
    this.#queue.push(text);
    if (this.#queue.length === 1) {
      this.#writing = this.#write().catch(() => this.close()); // `chunks` ends and tells the reader
    }
  }

  flushed(): Promise<void> {
    return this.#writing;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#writing;
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#socket.write(bytes.subarray(sent));
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(65_536);
    try {
      while (!this.#closed) {
        const length = await this.#socket.read(buffer);
        if (length === null) return;
        yield buffer.subarray(0, length);
      }
    } catch (error) {
      if (!this.#closed) throw error;
    }
  }

  async #write(): Promise<void> {
    // What is sent in one turn goes out in one write: the first text waits for the end of the turn.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const texts = this.#queue.length;
      const bytes = encoder.encode(this.#queue.join(""));
      for (let sent = 0; sent < bytes.length;) {
        sent += await this.#socket.write(bytes.subarray(sent));
      }
      this.#queue.splice(0, texts);
    }
  }
}
