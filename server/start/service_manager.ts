/** Tells the service manager that started a server how that is, by the protocol of sd_notify(3). */
import { randomBytes } from "node:crypto";
import { plainReason } from "../base/plain_reason.ts";

/** Whom a server tells when it is ready, reads its configuration again, and stops. */
export class ServiceManager {
  readonly #socket: string | undefined;
  readonly #onFailure: (message: string) => void;

  /**
   * `socket` is what `NOTIFY_SOCKET` holds: a path, or, after an `@`, the name of an abstract socket of
   * Linux. Without it nobody is told. `onFailure` is called with what should stand in the log.
   */
  constructor(socket: string | undefined, onFailure: (message: string) => void) {
    this.#socket = socket === "" ? undefined : socket;
    this.#onFailure = onFailure;
  }

  /** Connections are accepted; `status` says where, for people. */
  async ready(status: string): Promise<void> {
    await this.#tell(`READY=1\nSTATUS=${status}`);
  }

  /** The configuration is read again; `ready` says when that is over. */
  async reloading(): Promise<void> {
    await this.#tell("RELOADING=1");
  }

  /** The server ends. */
  async stopping(): Promise<void> {
    await this.#tell("STOPPING=1");
  }

  async #tell(state: string): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    try {
      // A datagram is sent from a socket that has a name; an abstract one leaves no file behind.
      const path = `\0chat-${randomBytes(12).toString("hex")}`;
      const sender = Deno.listenDatagram({ transport: "unixpacket", path });
      try {
        const to = socket.startsWith("@") ? `\0${socket.slice(1)}` : socket;
        await sender.send(new TextEncoder().encode(state), { transport: "unixpacket", path: to });
      } finally {
        sender.close();
      }
    } catch (error) {
      this.#onFailure(
        `The service manager cannot be told ${state.split("\n")[0]} at ${socket}: ` +
          plainReason(error),
      );
    }
  }
}
