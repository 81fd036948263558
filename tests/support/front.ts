/** One address before several servers, as a proxy or a name with several addresses is: for tests. */
import { Relay } from "./relay.ts";

/** Whoever connects is connected with the first of `ports` of this machine that answers. */
export class Front extends Relay {
  readonly #ports: readonly number[];

  constructor(ports: readonly number[]) {
    super();
    this.#ports = ports;
  }

  protected override async carry(client: Deno.TcpConn): Promise<void> {
    for (const port of this.#ports) {
      const server = await this.reach("127.0.0.1", port).catch(() => undefined);
      if (server !== undefined) return await this.join(client, server);
    }
  }
}
