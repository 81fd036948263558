/** A connection that sends bytes and reads what comes back, whatever it is. */
import { connect } from "node:tls";
import { within } from "./deadline.ts";
import { type ServerFrame, ServerFrames } from "./web_socket_wire.ts";

/** An answer over HTTP. */
export interface RawResponse {
  status: number;
  /** By names in lower case; several of a name with line ends between. */
  fields: ReadonlyMap<string, string>;
  body: Uint8Array;
  text: string;
}

interface Wire {
  write(bytes: Uint8Array): Promise<void>;
  read(): Promise<Uint8Array | null>;
  close(): void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Speaks HTTP, and frames after it, byte by byte. */
export class RawConnection implements Disposable {
  readonly #wire: Wire;
  readonly #frames = new ServerFrames();
  readonly #pending: ServerFrame[] = [];
  #bytes = new Uint8Array(0);

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Connects without TLS. */
  static async plain(port: number): Promise<RawConnection> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const buffer = new Uint8Array(65_536);
    return new RawConnection({
      async write(bytes) {
        for (let rest = bytes; rest.length > 0;) {
          rest = rest.subarray(await connection.write(rest));
        }
      },
      async read() {
        const count = await connection.read(buffer);
        return count === null ? null : buffer.slice(0, count);
      },
      close() {
        try {
          connection.close();
        } catch {
          // It is closed already.
        }
      },
    });
  }

  /** Connects with TLS and agrees on a protocol. */
  static async tls(port: number, protocols: string[]): Promise<RawConnection> {
    const socket = connect({
      port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
      ALPNProtocols: protocols,
    });
    const opened = Promise.withResolvers<void>();
    socket.once("secureConnect", () => opened.resolve());
    socket.once("error", (error) => opened.reject(error));
    await within(opened.promise, "the TLS handshake");
    const chunks = socket[Symbol.asyncIterator]();
    return new RawConnection({
      write: (bytes) =>
        new Promise((resolve, reject) =>
          socket.write(bytes, (error) => error ? reject(error) : resolve())
        ),
      async read() {
        const { done, value } = await chunks.next();
        return done === true ? null : value as Uint8Array;
      },
      close: () => void socket.destroy(),
    });
  }

  /** Sends something as it is. */
  async send(data: string | Uint8Array): Promise<void> {
    await this.#wire.write(typeof data === "string" ? encoder.encode(data) : data);
  }

  /** Sends a request and reads the answer. */
  async ask(
    request: string,
    { isHead = false }: { isHead?: boolean } = {},
  ): Promise<RawResponse> {
    await this.send(request);
    return await this.response({ isHead });
  }

  /** Reads the next answer; one that switches protocols has no body. */
  async response({ isHead = false }: { isHead?: boolean } = {}): Promise<RawResponse> {
    let end = -1;
    for (;;) {
      end = decoder.decode(this.#bytes).indexOf("\r\n\r\n");
      if (end >= 0) break;
      if (!await this.#more()) throw new Error("The connection ended before an answer");
    }
    const [first = "", ...lines] = decoder.decode(this.#bytes.subarray(0, end)).split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    const fields = new Map<string, string>();
    for (const line of lines) {
      const [, name = "", value = ""] = /^([^:]+): (.*)$/.exec(line) ?? [];
      const key = name.toLowerCase();
      fields.set(key, fields.has(key) ? `${fields.get(key)}\n${value}` : value);
    }
    const length = isHead || status < 200 || status === 204 || status === 304
      ? 0
      : Number(fields.get("content-length"));
    while (this.#bytes.length < end + 4 + length) {
      if (!await this.#more()) throw new Error("The connection ended within an answer");
    }
    const body = this.#bytes.slice(end + 4, end + 4 + length);
    this.#bytes = this.#bytes.slice(end + 4 + length);
    return { status, fields, body, text: decoder.decode(body) };
  }

  /** The next frame; undefined at the end. */
  async frame(): Promise<ServerFrame | undefined> {
    for (;;) {
      this.#pending.push(...this.#frames.push(this.#bytes));
      this.#bytes = new Uint8Array(0);
      const next = this.#pending.shift();
      if (next !== undefined) return next;
      if (!await this.#more()) return undefined;
    }
  }

  /** The close code of the server, after everything else that it sends. */
  async closeCode(): Promise<number | undefined> {
    for (;;) {
      const frame = await this.frame();
      if (frame === undefined) return undefined;
      if (frame.opcode === 8) return (frame.payload[0] ?? 0) << 8 | (frame.payload[1] ?? 0);
    }
  }

  /** The next line of JSON. */
  async line(): Promise<Record<string, unknown>> {
    for (;;) {
      const end = this.#bytes.indexOf(10);
      if (end >= 0) {
        const text = decoder.decode(this.#bytes.subarray(0, end));
        this.#bytes = this.#bytes.slice(end + 1);
        return JSON.parse(text);
      }
      if (!await this.#more()) throw new Error("The connection ended before a line");
    }
  }

  /** Waits until something has come, or the connection has ended. */
  async received(): Promise<void> {
    await this.#more();
  }

  /** What comes next, as it comes; undefined at the end. */
  async chunk(): Promise<Uint8Array | undefined> {
    if (this.#bytes.length === 0 && !await this.#more()) return undefined;
    const bytes = this.#bytes;
    this.#bytes = new Uint8Array(0);
    return bytes;
  }

  /** Everything until the server ends the connection. */
  async rest(): Promise<string> {
    while (await this.#more());
    return decoder.decode(this.#bytes);
  }

  [Symbol.dispose](): void {
    this.#wire.close();
  }

  async #more(): Promise<boolean> {
    const bytes = await within(this.#wire.read().catch(() => null), "bytes of the server");
    if (bytes === null) return false;
    const joined = new Uint8Array(this.#bytes.length + bytes.length);
    joined.set(this.#bytes);
    joined.set(bytes, this.#bytes.length);
    this.#bytes = joined;
    return true;
  }
}
