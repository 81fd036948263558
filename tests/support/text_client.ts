/** A client of any line protocol: it sends text and waits for lines. */
import { within } from "./deadline.ts";

/** Keeps every line until somebody asks for it. */
export class TextClient {
  readonly #connection: Deno.TcpConn;
  readonly #lines: string[] = [];
  readonly #decoder = new TextDecoder();
  #rest = "";
  #hasEnded = false;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Connects to a port of this machine. */
  static async connect(port: number): Promise<TextClient> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    return new TextClient(connection);
  }

  /** Sends text as it is. */
  async send(text: string): Promise<void> {
    let rest = new TextEncoder().encode(text);
    while (rest.length > 0) rest = rest.subarray(await this.#connection.write(rest));
  }

  /** Says that nothing more is sent; what comes is still read. */
  async closeSide(): Promise<void> {
    await this.#connection.closeWrite();
  }

  /** The next line; undefined once the connection has ended. */
  async line(): Promise<string | undefined> {
    return await within(this.#line(), "a line");
  }

  /** So many lines. */
  async lines(count: number): Promise<(string | undefined)[]> {
    const lines: (string | undefined)[] = [];
    for (let taken = 0; taken < count; taken++) lines.push(await this.line());
    return lines;
  }

  /** Ends the connection. */
  close(): void {
    this.#connection.close();
  }

  async #line(): Promise<string | undefined> {
    const buffer = new Uint8Array(4_096);
    while (this.#lines.length === 0 && !this.#hasEnded) {
      const count = await this.#connection.read(buffer).catch(() => null);
      if (count === null) {
        this.#hasEnded = true;
        break;
      }
      const text = this.#rest + this.#decoder.decode(buffer.subarray(0, count), { stream: true });
      const lines = text.split("\n");
      this.#rest = lines.pop() ?? "";
      this.#lines.push(...lines);
    }
    return this.#lines.shift();
  }
}
