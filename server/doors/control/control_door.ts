/** The door for `chat admin` while the server runs: on loopback, behind a token that a file holds. */
import { timingSafeEqual } from "node:crypto";
import { ChatError } from "../../../protocol/errors.ts";
import { LineSplitter, TOO_LONG } from "../../../protocol/framing.ts";
import { hashToken } from "../../accounts/tokens.ts";
import { encodeAnswer, encodeRefusal } from "../native/json_lines.ts";
import type { ConsoleRequests } from "./console_requests.ts";

/** Most connections at once; further ones are closed at once. */
const MAX_CONNECTIONS = 16;

/** Longest line, in bytes: as much of a history comes at a time as others hardly wait for. */
const MAX_LINE_BYTES = 1_048_576;

/** Within what time the whole token has come, so that nobody takes the places away for nothing. */
const TOKEN_MS = 3_000;

/** For how long a connection that has shown the token may say nothing, in milliseconds. */
const SILENCE_MS = 30_000;

/** How long to wait after accepting failed, in milliseconds. */
const RETRY_ACCEPT_MS = 1_000;

/** Where the door listens; never reachable from another machine. */
export const CONTROL_HOST = "127.0.0.1";

/** Options of a {@linkcode ControlDoor}. */
export interface ControlDoorOptions {
  /** What the first line of every connection must be. */
  token: string;
  /** Answers what comes after it. */
  requests: ConsoleRequests;
  /** Called with what went wrong inside. */
  onFailure(message: string): void;
}

/**
 * Takes connections until it is closed. The first line is the token and is answered with `{"ok":true}`;
 * whoever gets it wrong is closed without a word. Every further line is a request as JSON
 * (docs/architecture.md) and is answered with one line, one after the other.
 */
export class ControlDoor {
  readonly #options: ControlDoorOptions;
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #serving = new Set<Promise<void>>();
  readonly #tokenHash: Uint8Array;
  #accepting: Promise<void>;
  #isClosed = false;

  /** Opens it on a free port. Throws what `Deno.listen` throws. */
  constructor(options: ControlDoorOptions) {
    this.#options = options;
    this.#tokenHash = hashToken(options.token);
    this.#listener = Deno.listen({ hostname: CONTROL_HOST, port: 0 });
    this.#accepting = this.#accept();
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Takes nothing any more and ends every connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listener.close();
    for (const connection of this.#connections) close(connection);
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    while (!this.#isClosed) {
      try {
        for await (const connection of this.#listener) this.#take(connection);
      } catch (error) {
        if (this.#isClosed) break;
        // For example because of too many open files: just then somebody may need the door.
        this.#options.onFailure(`The control door cannot accept a connection: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_ACCEPT_MS));
      }
    }
    await Promise.all(this.#serving);
  }

  #take(connection: Deno.TcpConn): void {
    if (this.#connections.size >= MAX_CONNECTIONS) return close(connection);
    this.#connections.add(connection);
    const served = this.#serve(connection).finally(() => {
      this.#connections.delete(connection);
      close(connection);
      this.#serving.delete(served);
    });
    this.#serving.add(served);
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    let timer = setTimeout(() => close(connection), TOKEN_MS);
    try {
      connection.setNoDelay(true);
      const splitter = new LineSplitter(MAX_LINE_BYTES);
      const buffer = new Uint8Array(65_536);
      let isOpen = false;
      for (;;) {
        const count = await connection.read(buffer);
        if (count === null) return;
        if (isOpen) clearTimeout(timer);
        splitter.push(buffer.subarray(0, count));
        for (let line = splitter.next(); line !== undefined; line = splitter.next()) {
          if (!isOpen && !this.#isToken(line)) return;
          clearTimeout(timer);
          await writeAll(
            connection,
            isOpen ? await this.#answer(line) : encodeAnswer(undefined, {}),
          );
          isOpen = true;
        }
        if (isOpen) timer = setTimeout(() => close(connection), SILENCE_MS);
      }
    } catch {
      // The connection broke, or was closed: nobody is there to be told.
    } finally {
      clearTimeout(timer);
    }
  }

  /** Compares hashes, of the same length always, in the same time always. */
  #isToken(line: Uint8Array | typeof TOO_LONG): boolean {
    if (line === TOO_LONG) return false;
    const given = hashToken(new TextDecoder().decode(line));
    return timingSafeEqual(given, this.#tokenHash);
  }

  async #answer(line: Uint8Array | typeof TOO_LONG): Promise<Uint8Array> {
    try {
      if (line === TOO_LONG) throw new ChatError("line_too_long");
      return encodeAnswer(undefined, await this.#options.requests.answerLine(line));
    } catch (error) {
      if (error instanceof ChatError) return encodeRefusal(undefined, error);
      this.#options.onFailure(`A request of chat admin failed: ${String(error)}`);
      return encodeRefusal(undefined, new ChatError("internal", undefined, { cause: error }));
    }
  }
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) {
    rest = rest.subarray(await connection.write(rest));
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
