/** A server process behind a door that counts what goes through, and kills it at a chosen request. */
import { ServerProcess } from "./server_process.ts";
import type { TemporaryFolder } from "./test_server.ts";

/** At which request the server is killed, and whether that one has reached it. */
export interface KillPoint {
  action: string;
  isDelivered: boolean;
}

/** The door stays; behind it the server dies, and comes back on the same data. */
export class KilledServer implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  readonly #door = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #server: ServerProcess | undefined;
  #starting: Promise<void> | undefined;
  #point: KillPoint | undefined;
  /** How often it was killed. */
  kills = 0;

  private constructor(folder: TemporaryFolder) {
    this.#folder = folder;
  }

  static async start(folder: TemporaryFolder): Promise<KilledServer> {
    const killed = new KilledServer(folder);
    await killed.#start();
    void killed.#accept();
    return killed;
  }

  get port(): number {
    return this.#door.addr.port;
  }

  /** Kills it, once, at the next request of this kind. */
  killAt(point: KillPoint): void {
    this.#point = point;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#door.close();
    await this.#starting;
    await this.#server?.[Symbol.asyncDispose]();
  }

  async #start(): Promise<void> {
    this.#server = await ServerProcess.start({
      args: ["--data", this.#folder.path, "--no-tls", "--bcrypt-cost", "4"],
    });
  }

  async #accept(): Promise<void> {
    for await (const client of this.#door) void this.#carry(client).catch(() => {});
  }

  async #carry(client: Deno.Conn): Promise<void> {
    await this.#starting;
    const port = this.#server?.port ?? 0;
    const server = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
    if (server === undefined) return client.close();
    const back = server.readable.pipeTo(client.writable).catch(() => {});
    const writer = server.writable.getWriter();
    const lines = new TextDecoder();
    try {
      for await (const chunk of client.readable) {
        const point = this.#point;
        const isHere = point !== undefined &&
          lines.decode(chunk).includes(`"action":"${point.action}"`);
        if (isHere) this.#point = undefined;
        if (!isHere || point.isDelivered) await writer.write(chunk);
        if (isHere) this.#kill();
      }
      await writer.close();
    } catch {
      // One of both is gone, and so is the other then.
    }
    await back;
  }

  #kill(): void {
    const before = this.#server;
    this.kills++;
    this.#starting = (async () => {
      await before?.[Symbol.asyncDispose]();
      await this.#start();
    })();
  }
}
