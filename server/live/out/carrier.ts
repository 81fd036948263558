/** What carries the bytes of one connection to its client: the real one, or a simulated link before it. */
import type { Outbox } from "./outbox.ts";
import { SimulatedLink } from "../../net/simulated_link.ts";
import {
  type Circumstances,
  dropsOf,
  isSlow,
  type SimulationOptions,
} from "../../net/simulation.ts";
import type { Transport } from "../../net/transport.ts";

/** Writes to a transport that can be made worse, and well again, while it is open. */
export class Carrier implements Pick<Transport, "write" | "close"> {
  readonly #transport: Transport;
  readonly #circumstances: Circumstances;
  /** Stays once it is there: what is on its wire comes before anything newer. */
  #link: SimulatedLink | undefined;

  constructor(transport: Transport, circumstances: Circumstances) {
    this.#transport = transport;
    this.#circumstances = circumstances;
  }

  /** Pretends from the next write on, and leaves out of `outbox` what the options say. */
  pretend(options: SimulationOptions, outbox: Outbox): void {
    if (this.#link !== undefined) this.#link.adjust(options);
    else if (isSlow(options)) {
      this.#link = new SimulatedLink(this.#transport, { ...options, ...this.#circumstances });
    }
    outbox.leaveOut(dropsOf(options, this.#circumstances));
  }

  write(bytes: Uint8Array): Promise<number> {
    return (this.#link ?? this.#transport).write(bytes);
  }

  close(): void {
    (this.#link ?? this.#transport).close();
  }

  /** The same as a whole, for whoever goes on with the connection. */
  over(): Transport {
    const transport = this.#transport;
    const { readInto } = transport;
    return {
      address: transport.address,
      port: transport.port,
      read: () => transport.read(),
      ...(readInto === undefined ? {} : { readInto: (memory) => readInto.call(transport, memory) }),
      write: (bytes) => this.write(bytes),
      endWriting: () => transport.endWriting?.(),
      close: () => this.close(),
    };
  }

  /** Resolves when a link that was closed has nothing on its wire any more; at once without one. */
  async closed(): Promise<void> {
    await this.#link?.closed();
  }
}
