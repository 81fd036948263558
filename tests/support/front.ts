/** One address before several servers, as a proxy or a name with several addresses is: for tests. */

/** Whoever connects is connected with the first of `ports` of this machine that answers. */
export class Front implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.TcpConn>();
  readonly #done: Promise<void>;

  constructor(readonly ports: readonly number[]) {
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

  async #serve(): Promise<void> {
    const all: Promise<void>[] = [];
    try {
      for await (const connection of this.#listener) all.push(this.#carry(connection));
    } catch {
      // It is closed.
    }
    await Promise.all(all);
  }

  async #carry(client: Deno.TcpConn): Promise<void> {
    const server = await this.#reached();
    const both = server === undefined ? [client] : [client, server];
    for (const connection of both) this.#open.add(connection);
    if (server !== undefined) {
      await Promise.race([carry(client, server), carry(server, client)]);
    }
    for (const connection of both) {
      this.#open.delete(connection);
      close(connection);
    }
  }

  async #reached(): Promise<Deno.TcpConn | undefined> {
    for (const port of this.ports) {
      try {
        return await Deno.connect({ hostname: "127.0.0.1", port });
      } catch (error) {
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      }
    }
    return undefined;
  }
}

/** Resolves when there is no more to carry, or no way. */
async function carry(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  await from.readable.pipeTo(to.writable).catch(() => {});
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
