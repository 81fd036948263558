/** Connections whose other end is the test. */
import { Connection, type ConnectionObserver } from "../../../../client/link/connection.ts";
import type { Transport } from "../../../../client/net/transport.ts";
import { FakeClock } from "../../../support/fake_clock.ts";

const HELLO = '{"event":"hello","protocol":1,"name":"n","motd":"","registration":"open"}\n';

/** The other end of a connection. */
export class FakeTransport implements Transport {
  readonly sent: Record<string, unknown>[] = [];
  readonly #stream = new TransformStream<Uint8Array, Uint8Array>();
  readonly #writer = this.#stream.writable.getWriter();
  isClosed = false;

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#stream.readable;
  }

  send(text: string): void {
    for (const line of text.trimEnd().split("\n")) {
      this.sent.push(JSON.parse(line) as Record<string, unknown>);
    }
  }

  flushed(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    void this.#writer.close().catch(() => {});
  }

  /** Lets something arrive. */
  async receive(bytes: string | Uint8Array): Promise<void> {
    const chunk = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    await this.#writer.write(chunk).catch(() => {});
    await settle();
  }
}

/** Lets everything run that is ready to. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** A connection that waits for the `hello`. */
export function begin(observer: Partial<ConnectionObserver> = {}) {
  const clock = new FakeClock();
  const transport = new FakeTransport();
  const opening = Connection.open({
    transport,
    clock,
    refPrefix: "t-",
    observer: {
      event: () => {},
      stranger: () => {},
      answer: () => {},
      settled: () => Promise.resolve(),
      ...observer,
    },
  });
  return { clock, opening, transport };
}

/** A connection that has had its `hello`. */
export async function connected(observer: Partial<ConnectionObserver> = {}) {
  const { clock, opening, transport } = begin(observer);
  await transport.receive(HELLO);
  return { clock, connection: await opening, transport };
}

/** Answers the last request for `action` that a connection has made. */
export async function answer(
  transport: FakeTransport,
  action: string,
  fields: Record<string, unknown>,
): Promise<void> {
  const ref = transport.sent.findLast((request) => request["action"] === action)?.["ref"];
  await transport.receive(`${JSON.stringify({ ref, ok: true, ...fields })}\n`);
}
