/** A connection that a trusted proxy has made for somebody else, once it has said for whom. */
import { MAX_HEADER_BYTES, PROXY_HEADER_MS, readProxyHeader } from "./proxy_header.ts";
import { readInto, type Transport } from "./transport.ts";

/**
 * Reads the header of the PROXY protocol and returns the connection as that of the client it names.
 *
 * @throws {SyntaxError} when there is none, or not in time; then the connection has to be closed.
 */
export async function behindProxy(transport: Transport): Promise<Transport> {
  const timer = setTimeout(() => transport.close(), PROXY_HEADER_MS);
  try {
    let received = new Uint8Array(0);
    for (;;) {
      const chunk = await transport.read();
      if (chunk === null) throw new SyntaxError("ended before its PROXY header");
      const joined = new Uint8Array(received.length + chunk.length);
      joined.set(received);
      joined.set(chunk, received.length);
      received = joined;
      const header = readProxyHeader(received);
      if (header !== undefined) {
        return new ProxiedTransport(transport, header.source, received.subarray(header.length));
      }
      if (received.length > MAX_HEADER_BYTES) throw new SyntaxError("no PROXY header");
    }
  } finally {
    clearTimeout(timer);
  }
}

class ProxiedTransport implements Transport {
  readonly address: string;
  readonly port: number;
  readonly #inner: Transport;
  #rest: Uint8Array;

  constructor(
    inner: Transport,
    source: { address: string; port: number } | undefined,
    rest: Uint8Array,
  ) {
    this.#inner = inner;
    this.address = source?.address ?? inner.address;
    this.port = source?.port ?? inner.port;
    this.#rest = rest;
  }

  async read(): Promise<Uint8Array | null> {
    const rest = this.#rest;
    if (rest.length === 0) return await this.#inner.read();
    this.#rest = new Uint8Array(0);
    return rest;
  }

  async readInto(memory: Uint8Array): Promise<number | null> {
    const rest = this.#rest;
    if (rest.length === 0) {
      return await readInto(this.#inner, memory, (more) => void (this.#rest = more));
    }
    const part = rest.subarray(0, memory.length);
    memory.set(part);
    this.#rest = rest.subarray(part.length);
    return part.length;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#inner.write(bytes);
  }

  endWriting(): void {
    this.#inner.endWriting?.();
  }

  close(): void {
    this.#inner.close();
  }
}
