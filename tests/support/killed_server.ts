/** A server process behind a door that counts what goes through, and kills it at a chosen request. */
import { ActionDoor } from "./action_door.ts";
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
  readonly #door = new ActionDoor(async () => {
    await this.#starting;
    return this.#server?.port ?? 0;
  });
  #server: ServerProcess | undefined;
  #starting: Promise<void> | undefined;
  /** How often it was killed. */
  kills = 0;

  private constructor(folder: TemporaryFolder) {
    this.#folder = folder;
  }

  static async start(folder: TemporaryFolder): Promise<KilledServer> {
    const killed = new KilledServer(folder);
    await killed.#start();
    return killed;
  }

  get port(): number {
    return this.#door.port;
  }

  /** Kills it, once, at the next request of this kind. */
  killAt({ action, isDelivered }: KillPoint): void {
    this.#door.callAt({ action, at: isDelivered ? "delivered" : "request" }, () => this.#kill());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#door[Symbol.dispose]();
    await this.#starting;
    await this.#server?.[Symbol.asyncDispose]();
  }

  async #start(): Promise<void> {
    this.#server = await ServerProcess.start({
      args: ["--data", this.#folder.path, "--no-tls", "--bcrypt-cost", "4"],
    });
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
