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

/** How long the door may take to look at the token; a server that does not is stopped. */
const TOKEN_ANSWER_MS = 5_000;

/** One connection through the control door; one request at a time. */
export class ControlClient {
  readonly #connection: Deno.TcpConn;
  readonly #splitter = new LineSplitter(MAX_ANSWER_BYTES);
  readonly #buffer = new Uint8Array(16_384);
  #wasSilent = false;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /**
   * Opens the door; undefined when nobody is behind it, or somebody who does not take the token.
   *
   * @throws {StartError} when whoever is there says nothing.
   */
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
      await client.#exchange(token, TOKEN_ANSWER_MS);
      return client;
    } catch (error) {
      client.close();
      if (client.#wasSilent) throw error;
      return undefined;
    }
  }

  /**
   * Makes a request and returns the fields of its answer.
   *
   * @throws {ChatError} when it is refused; {StartError} when the server is gone.
   */
  async call(request: object): Promise<Record<string, unknown>> {
    const answer = await this.#exchange(JSON.stringify(request), ANSWER_MS);
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

  async #exchange(line: string, withinMs: number): Promise<Record<string, unknown>> {
    const timer = setTimeout(() => {
      this.#wasSilent = true;
      this.close();
    }, withinMs);
    try {
      await this.#write(new TextEncoder().encode(`${line}\n`));
      return JSON.parse(await this.#line()) as Record<string, unknown>;
    } catch (cause) {
      throw new StartError(
        `The server that uses the data folder has ${
          this.#wasSilent ? `not answered within ${withinMs / 1_000} seconds` : "not answered"
        }. Is it stopped, or very busy? Try again, or end it first.`,
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
