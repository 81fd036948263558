/** Talks to the control door of a running server. */
import { ChatError, isErrorCode, isErrorDetail } from "../../../protocol/errors.ts";
import { LineSplitter, TOO_LONG } from "../../../protocol/framing.ts";
import { StartError } from "../../base/start_error.ts";
import { CONTROL_HOST } from "./control_door.ts";
import type { ControlFile } from "./control_file.ts";

/** Longest answer that is taken, in bytes. */
const MAX_ANSWER_BYTES = 1_048_576;

/** How long an answer may take, in milliseconds: deleting much takes a while. */
const ANSWER_MS = 120_000;

/** One connection through the control door; one request at a time. */
export class ControlClient {
  readonly #connection: Deno.TcpConn;
  readonly #splitter = new LineSplitter(MAX_ANSWER_BYTES);
  readonly #buffer = new Uint8Array(16_384);

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Opens the door; undefined when nobody is behind it, or somebody who does not take the token. */
  static async open({ port, token }: ControlFile): Promise<ControlClient | undefined> {
    let connection: Deno.TcpConn;
    try {
      connection = await Deno.connect({ hostname: CONTROL_HOST, port });
    } catch {
      // The file is from before: whoever wrote it is gone.
      return undefined;
    }
    const client = new ControlClient(connection);
    try {
      await client.#exchange(token);
      return client;
    } catch {
      client.close();
      return undefined;
    }
  }

  /**
   * Makes a request and returns the fields of its answer.
   *
   * @throws {ChatError} when it is refused; {StartError} when the server is gone.
   */
  async call(request: object): Promise<Record<string, unknown>> {
    const answer = await this.#exchange(JSON.stringify(request));
    const { detail, error, message, ok } = answer;
    if (ok === true) return answer;
    throw new ChatError(
      isErrorCode(error) ? error : "internal",
      typeof message === "string" ? message : undefined,
      { detail: isErrorDetail(detail) ? detail : undefined },
    );
  }

  /** Ends the connection. */
  close(): void {
    try {
      this.#connection.close();
    } catch {
      // The server was faster.
    }
  }

  async #exchange(line: string): Promise<Record<string, unknown>> {
    const timer = setTimeout(() => this.close(), ANSWER_MS);
    try {
      await this.#write(new TextEncoder().encode(`${line}\n`));
      return JSON.parse(await this.#line()) as Record<string, unknown>;
    } catch (cause) {
      throw new StartError(
        "The server that uses the data folder has not answered. Try again, or stop it first.",
        { cause },
      );
    } finally {
      clearTimeout(timer);
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await this.#connection.write(rest));
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const line = this.#splitter.next();
      if (line === TOO_LONG) throw new RangeError("The answer is too long");
      if (line !== undefined) return new TextDecoder().decode(line);
      const count = await this.#connection.read(this.#buffer);
      if (count === null) throw new Error("The connection ended");
      this.#splitter.push(this.#buffer.subarray(0, count));
    }
  }
}
