/** Accepts what comes to a `Deno.listen` until it is closed. */

/** How long to wait after accepting failed, for example because of too many open files. */
const RETRY_ACCEPT_MS = 100;

/** What it works with. */
export interface AcceptLoopOptions {
  hostname: string;
  port: number;
  /** Takes a connection; what it throws ends this connection, and nothing else. */
  take(connection: Deno.TcpConn): void;
  onError(message: string): void;
}

/** A port on which connections are accepted. */
export class AcceptLoop {
  readonly #options: AcceptLoopOptions;
  readonly #listener: Deno.TcpListener;
  #isClosed = false;

  /** Begins to listen; throws what `Deno.listen` throws. */
  constructor(options: AcceptLoopOptions) {
    this.#options = options;
    this.#listener = Deno.listen({ hostname: options.hostname, port: options.port });
    void this.#run();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Accepts nothing any more; connections stay as they are. May be called more than once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener.close();
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        for await (const connection of this.#listener) this.#take(connection);
        // The iteration only ends by itself when the listener was closed.
        return;
      } catch (error) {
        if (this.#isClosed) return;
        this.#options.onError(`Cannot accept a connection: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_ACCEPT_MS));
      }
    }
  }

  /** What goes wrong with one connection must not end the iteration, and with it the listener. */
  #take(connection: Deno.TcpConn): void {
    try {
      this.#options.take(connection);
    } catch (error) {
      this.#options.onError(`Cannot serve a connection: ${String(error)}`);
      connection.close();
    }
  }
}
