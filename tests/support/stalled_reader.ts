/** A client that logs in and then reads only when it is told to, through the chosen door. */
import { chosenDoor } from "./chosen_door.ts";
import type { Line } from "./test_client.ts";
import type { TestServer } from "./test_server.ts";
import { clientText, ServerFrames, upgradeHead } from "./web_socket_wire.ts";

const encoder = new TextEncoder();

/** Reads nothing by itself. */
export class StalledReader {
  readonly #connection: Deno.TcpConn;
  readonly #isWeb: boolean;

  private constructor(connection: Deno.TcpConn, isWeb: boolean) {
    this.#connection = connection;
    this.#isWeb = isWeb;
  }

  /** Connects and logs in with the token of a session. */
  static async connect({ running }: TestServer, token: string): Promise<StalledReader> {
    const isWeb = chosenDoor.name === "web";
    const port = isWeb ? running.webPort ?? 0 : running.port;
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const reader = new StalledReader(connection, isWeb);
    if (isWeb) await connection.write(encoder.encode(upgradeHead(port)));
    await connection.write(reader.message(`${JSON.stringify({ action: "login", token })}\n`));
    return reader;
  }

  /** The bytes of some lines as this door takes them. */
  message(lines: string): Uint8Array {
    return this.#isWeb ? clientText(lines) : encoder.encode(lines);
  }

  /** Sends bytes; returns how many of them the system has taken. */
  write(bytes: Uint8Array): Promise<number> {
    return this.#connection.write(bytes);
  }

  /** Ends without a word. */
  close(): void {
    this.#connection.close();
  }

  /** Reads line after line, as fast as they are taken. */
  async *lines(): AsyncGenerator<Line, undefined> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of this.#isWeb ? this.#payloads() : this.#chunks()) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line) as Line;
    }
    return undefined;
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const count = await this.#connection.read(buffer);
      if (count === null) return;
      yield buffer.subarray(0, count);
    }
  }

  async *#payloads(): AsyncGenerator<Uint8Array> {
    const frames = new ServerFrames();
    let head = "";
    for await (const bytes of this.#chunks()) {
      let rest = bytes;
      if (!head.includes("\r\n\r\n")) {
        const before = head.length;
        head += new TextDecoder("latin1").decode(bytes);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) continue;
        rest = bytes.subarray(end + 4 - before);
      }
      for (const { opcode, payload } of frames.push(rest)) if (opcode === 1) yield payload;
    }
  }
}
