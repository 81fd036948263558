/** Moves files with as little effort as possible. */
import { once } from "node:events";
import { connect as connectTls } from "node:tls";

/** Who asks, and how: natively with a token, or with plain HTTP where there is none. */
export interface FileAddress {
  port: number;
  token?: string | undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");

/** Bytes that are written or read at once. */
const CHUNK_BYTES = 256 * 1_024;

/** One connection that speaks HTTP, over which files are sent and fetched one after the other. */
export class FileConnection implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #address: FileAddress;
  readonly #buffer = new Uint8Array(CHUNK_BYTES);
  #unread = new Uint8Array(0);

  private constructor(connection: Deno.TcpConn, address: FileAddress) {
    this.#connection = connection;
    this.#address = address;
  }

  /** Connects. */
  static async open(address: FileAddress): Promise<FileConnection> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: address.port });
    connection.setNoDelay(true);
    const opened = new FileConnection(connection, address);
    if (address.token !== undefined) {
      await opened.#until("\n");
      await opened.#write(encoder.encode('{"action":"http"}\n'));
      await opened.#until("\n");
    }
    return opened;
  }

  /** Sends a file of so many bytes; returns the header of the answer. */
  async send(bytes: number): Promise<string> {
    await this.#ask("POST", "/files", [
      `Content-Length: ${bytes}`,
      `Upload-Length: ${bytes}`,
      "Upload-Complete: ?1",
    ]);
    for (let left = bytes; left > 0; left -= CHUNK_BYTES) {
      await this.#write(CHUNK.subarray(0, Math.min(left, CHUNK_BYTES)));
    }
    return await this.#answer();
  }

  /** Fetches a file; returns how many bytes it had. */
  async fetch(path: string): Promise<number> {
    await this.#ask("GET", path, []);
    const head = await this.#until("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    if (!/^HTTP\/1.1 200/.test(head)) throw new Error(`Nothing there: ${head}`);
    let left = length - this.#unread.length;
    this.#unread = new Uint8Array(0);
    while (left > 0) {
      const count = await this.#connection.read(this.#buffer);
      if (count === null) throw new Error("The connection ended within a file");
      left -= count;
    }
    return length;
  }

  /** Asks for something without a body. */
  async plain(method: string, path: string): Promise<string> {
    await this.#ask(method, path, []);
    return await this.#answer();
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #ask(method: string, path: string, fields: readonly string[]): Promise<void> {
    const { token } = this.#address;
    const all = ["Host: 127.0.0.1", ...fields];
    if (token !== undefined) all.push(`Authorization: Bearer ${token}`);
    await this.#write(encoder.encode(`${method} ${path} HTTP/1.1\r\n${all.join("\r\n")}\r\n\r\n`));
  }

  async #answer(): Promise<string> {
    const head = await this.#until("\r\n\r\n");
    let left = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0) - this.#unread.length;
    this.#unread = new Uint8Array(0);
    while (left > 0) left -= await this.#connection.read(this.#buffer) ?? left;
    if (!/^HTTP\/1.1 2/.test(head)) throw new Error(`Refused: ${head}`);
    return head;
  }

  async #until(end: string): Promise<string> {
    for (;;) {
      const text = decoder.decode(this.#unread);
      const at = text.indexOf(end);
      if (at >= 0) {
        this.#unread = this.#unread.slice(at + end.length);
        return text.slice(0, at);
      }
      const count = await this.#connection.read(this.#buffer);
      if (count === null) throw new Error("The connection ended");
      const joined = new Uint8Array(this.#unread.length + count);
      joined.set(this.#unread);
      joined.set(this.#buffer.subarray(0, count), this.#unread.length);
      this.#unread = joined;
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    try {
      for (let rest = bytes; rest.length > 0;) {
        rest = rest.subarray(await this.#connection.write(rest));
      }
    } catch (cause) {
      // Whoever is refused in the middle is told why before the connection ends.
      const head = await this.#until("\r\n\r\n").catch(() => "without a word");
      const rest = decoder.decode(this.#unread);
      throw new Error(`Refused: ${head} ${rest}`, { cause });
    }
  }
}

const CHUNK = new Uint8Array(CHUNK_BYTES).map((_, at) => at * 31 & 0xff);

/** Sends one file natively over TLS, whoever has made the certificate; resolves when it has arrived. */
export async function sendOverTls(
  { port, token, bytes }: { port: number; token: string; bytes: number },
): Promise<void> {
  const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
  try {
    await once(socket, "data");
    socket.write('{"action":"http"}\n');
    await once(socket, "data");
    socket.write(
      `POST /files HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Length: ${bytes}\r\nUpload-Length: ${bytes}\r\nUpload-Complete: ?1\r\n\r\n`,
    );
    let hasAnswer = false;
    const answered = once(socket, "data");
    // Whoever is refused in the middle is told so, too.
    void answered.then(() => hasAnswer = true, () => {});
    for (let left = bytes; left > 0 && !hasAnswer; left -= CHUNK_BYTES) {
      const hasRoom = socket.write(CHUNK.subarray(0, Math.min(left, CHUNK_BYTES)));
      if (!hasRoom) await Promise.race([once(socket, "drain"), answered]);
    }
    const [head] = await answered;
    if (!/HTTP\/1.1 2/.test(decoder.decode(head))) throw new Error(`Refused: ${head}`);
  } finally {
    socket.destroy();
  }
}
