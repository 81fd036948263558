/** Stands in for systemd: a socket of datagrams to which a service tells how it is. */
import { within } from "./deadline.ts";

/** Hears what is sent to `NOTIFY_SOCKET`. */
export class ServiceSocket implements Disposable {
  /** What `NOTIFY_SOCKET` holds for it. */
  readonly name: string;
  readonly #socket: Deno.DatagramConn;

  /** `name` is a path, or begins with `@` for an abstract socket. */
  constructor(name: string) {
    this.name = name;
    const path = name.startsWith("@") ? `\0${name.slice(1)}` : name;
    this.#socket = Deno.listenDatagram({ transport: "unixpacket", path });
  }

  /** The lines of the next datagram. */
  async next(): Promise<string[]> {
    const [bytes] = await within(this.#socket.receive(), "what a service tells");
    return new TextDecoder().decode(bytes).split("\n");
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
