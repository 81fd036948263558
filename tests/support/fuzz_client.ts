/** A client that sends whatever it is told, and looks at every line that comes back. */
import { isErrorCode } from "../../protocol/errors.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { within } from "./deadline.ts";
import type { Line } from "./test_client.ts";

const encoder = new TextEncoder();
const LINE_END = encoder.encode("\n");

/** Options of a {@linkcode FuzzClient}. */
export interface FuzzClientOptions {
  port: number;
  /** Called with each answer, and with what is wrong with a line. */
  onAnswer(answer: Line): void;
  onWrong(what: string): void;
}

/** One connection. */
export class FuzzClient {
  readonly #options: FuzzClientOptions;
  readonly #connection: Deno.TcpConn;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<string, (answer: Line | undefined) => void>();
  #written: Promise<void> = Promise.resolve();
  #isOpen = true;
  #batches = 0;

  private constructor(connection: Deno.TcpConn, options: FuzzClientOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#ended = this.#read();
  }

  static async connect(options: FuzzClientOptions): Promise<FuzzClient> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: options.port });
    connection.setNoDelay(true);
    return new FuzzClient(connection, options);
  }

  /** Whether the server has not closed it. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends lines, one request after them, and waits for its answer; undefined when there is none. */
  async send(
    lines: readonly Uint8Array[],
    last: Line = { action: "ping" },
  ): Promise<Line | undefined> {
    if (!this.#isOpen) return undefined;
    this.#batches += 1;
    const ref = `batch ${this.#batches}`;
    const { promise, resolve } = Promise.withResolvers<Line | undefined>();
    this.#waiting.set(ref, resolve);
    const end = encoder.encode(`${JSON.stringify({ ...last, ref })}\n`);
    const bytes = joined([...lines.flatMap((line) => [line, LINE_END]), end]);
    this.#written = this.#written.then(() => this.#write(bytes));
    return await within(promise, `the answer to ${JSON.stringify(last)}`);
  }

  /** Ends the connection; resolves when it has ended. */
  async close(): Promise<void> {
    try {
      this.#connection.close();
    } catch {
      // The server was faster.
    }
    await this.#ended;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    try {
      while (rest.length > 0) rest = rest.subarray(await this.#connection.write(rest));
    } catch {
      // The server closed it; whoever waits is told by the reading side.
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let rest = "";
    try {
      for (;;) {
        const count = await this.#connection.read(buffer);
        if (count === null) break;
        const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true }))
          .split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.#take(line);
      }
    } catch (error) {
      if (error instanceof TypeError) this.#options.onWrong("Bytes that are not UTF-8");
      // Otherwise the connection was closed by one of the two sides.
    }
    this.#isOpen = false;
    try {
      this.#connection.close();
    } catch {
      // It is closed already.
    }
    for (const resolve of this.#waiting.values()) resolve(undefined);
  }

  #take(text: string): void {
    const { onAnswer, onWrong } = this.#options;
    if (text.length > MAX_LINE_BYTES / 4 && encoder.encode(text).length > MAX_LINE_BYTES) {
      onWrong(`A line that is too long: ${text.slice(0, 200)}`);
    }
    const line = JSON.parse(text) as Line;
    if (typeof line["event"] === "string") return;
    if (typeof line["ok"] !== "boolean") onWrong(`Neither an event nor an answer: ${text}`);
    const { error, message } = line;
    const isRefusal = line["ok"] === false;
    if (isRefusal && (!isErrorCode(error) || error === "internal" || typeof message !== "string")) {
      onWrong(`A refusal that must not be: ${text}`);
    }
    const resolve = this.#waiting.get(line["ref"]);
    if (resolve === undefined) onAnswer(line);
    else resolve(line);
    this.#waiting.delete(line["ref"]);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}
