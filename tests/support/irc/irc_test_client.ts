/** An IRC client for tests: it sends lines and waits for lines. */
import { within } from "../deadline.ts";
import { type IrcMessage, parseMessage } from "../../../server/doors/irc/wire/message.ts";

/** One line that came, as it was and as it is understood. */
export interface IrcLine extends IrcMessage {
  readonly text: string;
}

/** A connection to an IRC door without TLS. */
export class IrcTestClient implements AsyncDisposable {
  readonly #connection: Deno.Conn;
  readonly #reading: Promise<void>;
  readonly #waiting = new Set<() => void>();
  readonly #lines: IrcLine[] = [];
  #next = 0;
  #hasEnded = false;
  #tokens = 0;

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
    this.#reading = this.#read();
  }

  /** Connects. */
  static async connect(port: number): Promise<IrcTestClient> {
    return new IrcTestClient(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Connects, asks for capabilities, and waits until it was welcomed. */
  static async enter(
    port: number,
    { nick, password, capabilities = [] }: {
      nick: string;
      password?: string;
      capabilities?: readonly string[];
    },
  ): Promise<IrcTestClient> {
    const client = await IrcTestClient.connect(port);
    await client.send("CAP LS 302");
    if (capabilities.length > 0) await client.send(`CAP REQ :${capabilities.join(" ")}`);
    if (password !== undefined) await client.send(`PASS :${nick}:${password}`);
    await client.send(`NICK ${nick}`, `USER ${nick} 0 * :${nick} of the test`, "CAP END");
    await client.until("001");
    await client.settled();
    return client;
  }

  /** Sends lines. */
  async send(...lines: readonly string[]): Promise<void> {
    await this.sendBytes(new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join("")));
  }

  /** Sends bytes as they are. */
  async sendBytes(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await this.#connection.write(rest));
    }
  }

  /** The next line with this command, or that a test takes; what came before it is passed over. */
  until(wanted: string | ((line: IrcLine) => boolean)): Promise<IrcLine> {
    const isWanted = typeof wanted === "string"
      ? ({ command }: IrcLine) => command === wanted
      : wanted;
    const { promise, resolve, reject } = Promise.withResolvers<IrcLine>();
    const check = () => {
      while (this.#next < this.#lines.length) {
        const line = this.#lines[this.#next++];
        if (line === undefined || !isWanted(line)) continue;
        this.#waiting.delete(check);
        return resolve(line);
      }
      if (!this.#hasEnded) return;
      this.#waiting.delete(check);
      reject(new Error(`The connection ended before ${wanted}`));
    };
    this.#waiting.add(check);
    check();
    return within(promise, `the line ${wanted}`);
  }

  /** Everything that comes before the answer to a PING that is sent now. */
  async settled(): Promise<IrcLine[]> {
    const token = `t${++this.#tokens}`;
    const start = this.#next;
    await this.send(`PING ${token}`);
    await this.until(({ command, params }) => command === "PONG" && params.at(-1) === token);
    return this.#lines.slice(start, this.#next - 1);
  }

  /** Sends lines; what comes until they have been answered. */
  async ask(...lines: readonly string[]): Promise<IrcLine[]> {
    await this.send(...lines);
    return await this.settled();
  }

  /** Resolves when the server has closed. */
  async ended(): Promise<void> {
    await within(this.#reading, "the end of the connection");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#connection.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
    await this.#reading;
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    try {
      for await (const chunk of this.#connection.readable) {
        rest += decoder.decode(chunk, { stream: true });
        const lines = rest.split("\r\n");
        rest = lines.pop() ?? "";
        for (const text of lines) this.#take(text);
      }
    } catch {
      // It was closed from here, or broke: both end it.
    }
    this.#hasEnded = true;
    for (const check of [...this.#waiting]) check();
  }

  #take(text: string): void {
    const message = parseMessage(text);
    if (message === undefined) return;
    this.#lines.push({ ...message, text });
    for (const check of [...this.#waiting]) check();
  }
}
