/** A client that knows nothing but the wire: it sends lines and waits for what comes back. */
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { within } from "./deadline.ts";
import { clientText, ServerFrames, upgradeHead } from "./web_socket_wire.ts";

/** A line from the server, whatever it holds. */
// deno-lint-ignore no-explicit-any -- tests look into fields of any answer
export type Line = Record<string, any>;

/** Where to connect. */
export interface TestClientOptions {
  port: number;
  tls?: boolean;
  hostname?: string;
  /** The address of this machine to come from, for example one of 127.0.0.0/8. @default any */
  from?: string;
  /** Whether to speak over a WebSocket, as a page does, with a cookie if it has one. @default false */
  web?: boolean;
  cookie?: string | undefined;
}

interface Wire {
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}

interface Waiting {
  matches(line: Line): boolean;
  resolve(line: Line): void;
  reject(error: Error): void;
}

/** Keeps every line until somebody asks for it. */
export class TestClient {
  /** Everything that has come, in order. */
  readonly lines: Line[] = [];
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
  readonly #wire: Wire;
  readonly #unread: Line[] = [];
  readonly #waiting = new Set<Waiting>();
  readonly #decoder = new TextDecoder();
  #rest = "";
  #nextRef = 1;
  #end: () => void = () => {};

  private constructor(connect: (client: TestClient) => Wire) {
    this.ended = new Promise((resolve) => {
      this.#end = () => {
        resolve();
        const closing = this.lines.findLast(({ event }) => event === "closing");
        const reason = closing === undefined ? "" : `: ${JSON.stringify(closing)}`;
        const error = new Error(`The connection ended${reason}`);
        for (const waiting of this.#waiting) waiting.reject(error);
        this.#waiting.clear();
      };
    });
    this.#wire = connect(this);
  }

  /** Connects and waits for the `hello`. */
  static async connect(options: TestClientOptions): Promise<TestClient> {
    const client = options.tls
      ? await TestClient.#tls(options)
      : options.from === undefined
      ? await TestClient.#plain(options)
      : await TestClient.#plainFrom(options);
    if (options.web) await client.#switchToFrames(options);
    await client.event("hello");
    return client;
  }

  /** Speaks in frames from now on: each text that is sent is one message, and so are those that come. */
  async #switchToFrames({ port, cookie }: TestClientOptions): Promise<void> {
    const accepted = Promise.withResolvers<void>();
    const frames = new ServerFrames();
    const take = this.#receive.bind(this);
    let head: Uint8Array | undefined = new Uint8Array(0);
    this.#receive = (bytes) => {
      let rest = bytes;
      if (head !== undefined) {
        head = Uint8Array.from([...head, ...bytes]);
        const end = new TextDecoder("latin1").decode(head).indexOf("\r\n\r\n");
        if (end < 0) return;
        rest = head.subarray(end + 4);
        head = undefined;
        accepted.resolve();
      }
      for (const { opcode, payload } of frames.push(rest)) if (opcode === 1) take(payload);
    };
    const fields = cookie === undefined ? {} : { Cookie: cookie };
    const { write } = this.#wire;
    await write(new TextEncoder().encode(upgradeHead(port, { fields })));
    await within(accepted.promise, "a WebSocket");
    this.#wire.write = (bytes) => write(clientText(bytes));
  }

  static async #plain({ port, hostname = "127.0.0.1" }: TestClientOptions): Promise<TestClient> {
    const connection = await Deno.connect({ hostname, port });
    connection.setNoDelay(true);
    return new TestClient((client) => {
      client.#readPlain(connection);
      return {
        async write(bytes) {
          let rest = bytes;
          while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
        },
        close() {
          try {
            connection.close();
          } catch {
            // The server was faster.
          }
        },
      };
    });
  }

  static #plainFrom({ port, hostname, from }: TestClientOptions): Promise<TestClient> {
    const host = hostname ?? "127.0.0.1";
    return TestClient.#overSocket((onOpen) =>
      connectPlain({ port, host, ...(from === undefined ? {} : { localAddress: from }) }, onOpen)
    );
  }

  static #tls({ port, hostname = "127.0.0.1" }: TestClientOptions): Promise<TestClient> {
    return TestClient.#overSocket((onOpen) =>
      connectTls({ port, host: hostname, rejectUnauthorized: false }, onOpen)
    );
  }

  static #overSocket(open: (onOpen: () => void) => Socket): Promise<TestClient> {
    return new Promise((resolve, reject) => {
      const socket = open(() => {
        resolve(
          new TestClient((client) => {
            socket.on("data", (bytes) => client.#receive(bytes));
            socket.on("close", () => client.#end());
            return {
              write: (bytes) =>
                new Promise((done, failed) =>
                  socket.write(bytes, (error) => error ? failed(error) : done())
                ),
              close: () => void socket.destroy(),
            };
          }),
        );
      });
      socket.on("error", reject);
    });
  }

  async #readPlain(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (;;) {
        const count = await connection.read(buffer);
        if (count === null) break;
        this.#receive(buffer.subarray(0, count));
      }
    } catch {
      // Closed by one of the two sides.
    }
    this.close();
    this.#end();
  }

  #receive = (bytes: Uint8Array): void => {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const text of lines) {
      const line = JSON.parse(text) as Line;
      this.lines.push(line);
      const waiting = [...this.#waiting].find(({ matches }) => matches(line));
      if (waiting === undefined) {
        this.#unread.push(line);
      } else {
        this.#waiting.delete(waiting);
        waiting.resolve(line);
      }
    }
  };

  /** Sends text as it is. */
  async send(text: string | Uint8Array): Promise<void> {
    await this.#wire.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  /** Sends a request and returns its answer. */
  async request(action: string, fields: Line = {}): Promise<Line> {
    const ref = `test-${this.#nextRef++}`;
    const answer = this.next((line) => line["ref"] === ref, `the answer to ${action}`);
    answer.catch(() => {}); // Where it cannot be sent, that is what is told.
    await this.send(`${JSON.stringify({ action, ref, ...fields })}\n`);
    return await answer;
  }

  /** The first unread line that matches, now or later. */
  next(matches: (line: Line) => boolean, what: string): Promise<Line> {
    const index = this.#unread.findIndex(matches);
    const [known] = index < 0 ? [] : this.#unread.splice(index, 1);
    if (known !== undefined) return Promise.resolve(known);
    const { promise, resolve, reject } = Promise.withResolvers<Line>();
    this.#waiting.add({ matches, resolve, reject });
    return within(promise, what);
  }

  /** The first unread event of this name that matches. */
  event(name: string, matches: (line: Line) => boolean = () => true): Promise<Line> {
    return this.next((line) => line["event"] === name && matches(line), `the event ${name}`);
  }

  /** The first unread refusal, for lines that have no `ref`. */
  refusal(): Promise<Line> {
    return this.next((line) => line["ok"] === false, "a refusal");
  }

  /** Everything that came and was not asked for. */
  unread(): readonly Line[] {
    return this.#unread;
  }

  /** Ends the connection without a word. */
  close(): void {
    this.#wire.close();
  }
}
