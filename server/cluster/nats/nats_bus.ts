/** Nodes talk over NATS itself: what is said is kept nowhere. */
import type { NatsConnection } from "@nats-io/transport-node";
import type { NodeBus, Topic } from "../node_bus.ts";
import { MaxBytes } from "./max_bytes.ts";
import type { Subjects } from "./subjects.ts";

/** Requests that are answered at once. */
const MAX_ANSWERING = 64;

/** The bus of one node. */
export class NatsBus implements NodeBus {
  readonly #connection: NatsConnection;
  readonly #subjects: Subjects;
  readonly #maxBytes: MaxBytes;
  readonly #node: string;
  #answering = 0;

  constructor(connection: NatsConnection, subjects: Subjects, node: string) {
    this.#connection = connection;
    this.#subjects = subjects;
    this.#maxBytes = new MaxBytes(connection);
    this.#node = node;
  }

  get maxBytes(): number {
    return this.#maxBytes.now;
  }

  announce(topic: Topic, bytes: Uint8Array): void {
    if (this.#connection.isClosed()) return;
    this.#connection.publish(this.#subjects.announced(topic), bytes);
  }

  onAnnounced(topic: Topic, listener: (bytes: Uint8Array) => void): void {
    this.#connection.subscribe(this.#subjects.announced(topic), {
      callback: (_error, message) => listener(message.data),
    });
  }

  async ask(node: string, request: Uint8Array, withinMs: number): Promise<Uint8Array> {
    const answer = await this.#connection.request(this.#subjects.ask(node), request, {
      timeout: withinMs,
    });
    return answer.data;
  }

  answer(handler: (request: Uint8Array) => Promise<Uint8Array>): void {
    this.#connection.subscribe(this.#subjects.ask(this.#node), {
      callback: (_error, message) => {
        // Whoever is not answered asks somebody else.
        if (this.#answering >= MAX_ANSWERING) return;
        this.#answering += 1;
        handler(message.data).then((answer) => void message.respond(answer)).catch(() => {})
          .finally(() => this.#answering -= 1);
      },
    });
  }
}
