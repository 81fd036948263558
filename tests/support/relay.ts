/** What stands between clients and servers in tests, on a free port of this machine. */

/** Takes connections, and carries what comes through them to others. */
export abstract class Relay implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.TcpConn>();
  readonly #done: Promise<void>;

  constructor() {
    this.#done = this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) close(connection);
    await this.#done;
  }

  /** Does what is to be done with a connection, which is closed afterwards, also when this throws. */
  protected abstract carry(client: Deno.TcpConn): Promise<void>;

  /** Connects to a server; the connection ends with this. */
  protected async reach(hostname: string, port: number): Promise<Deno.TcpConn> {
    const server = await Deno.connect({ hostname, port });
    this.#open.add(server);
    return server;
  }

  /** Carries both ways until both have ended. */
  protected async join(client: Deno.TcpConn, server: Deno.TcpConn): Promise<void> {
    await Promise.all([
      client.readable.pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ]);
  }

  async #serve(): Promise<void> {
    const all: Promise<void>[] = [];
    try {
      for await (const connection of this.#listener) {
        this.#open.add(connection);
        all.push(this.carry(connection).catch(() => {}).finally(() => close(connection)));
      }
    } catch {
      // It is closed.
    }
    await Promise.all(all);
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
