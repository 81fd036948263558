/** How long a message may be that a server of NATS takes. */
import type { NatsConnection } from "@nats-io/transport-node";

/** What a server puts around a message, in bytes. */
const OVERHEAD_BYTES = 8_192;

/** Remembers it: between two connections nobody says it. */
export class MaxBytes {
  readonly #connection: NatsConnection;
  #bytes = 0;

  constructor(connection: NatsConnection) {
    this.#connection = connection;
    this.#look();
  }

  /** Bytes of the longest message. */
  get now(): number {
    this.#look();
    return this.#bytes;
  }

  #look(): void {
    const { max_payload: maxPayload } = this.#connection.info ?? {};
    if (maxPayload !== undefined) this.#bytes = Math.max(0, maxPayload - OVERHEAD_BYTES);
  }
}
