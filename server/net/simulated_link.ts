/** A connection behind a long, thin wire: what is written arrives late and no faster than it fits. */
import type { Circumstances, LinkQuality } from "./simulation.ts";
import type { Transport } from "./transport.ts";

/** Options of a {@linkcode SimulatedLink}. */
export type SimulatedLinkOptions = LinkQuality & Circumstances;

/** Most bytes that are on the wire, like the window of TCP; beyond that the writer waits. */
const WINDOW_BYTES = 65_536;

/** For how long what a thin wire takes at once keeps it busy, in milliseconds. */
const SLICE_MS = 20;

/** How long a closing connection may take to deliver what is on the wire. */
const LINGER_MS = 1_000;

interface Piece {
  bytes: Uint8Array;
  dueMs: number;
}

/** Takes writes as any transport does; order is kept, whatever the jitter. */
export class SimulatedLink implements Transport {
  readonly #inner: Transport;
  #options: SimulatedLinkOptions;
  readonly #closing = new AbortController();
  readonly #wire: Piece[] = [];
  #wireBytes = 0;
  /** When the thin wire can take more. */
  #freeMs = 0;
  #lastDueMs = 0;
  #delivering: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  #failure: unknown;
  #wakers: (() => void)[] = [];

  constructor(inner: Transport, options: SimulatedLinkOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  get address(): string {
    return this.#inner.address;
  }

  get port(): number {
    return this.#inner.port;
  }

  read(): Promise<Uint8Array | null> {
    return this.#inner.read();
  }

  /** Is as slow as this from the next write on; what is on the wire arrives as it would have. */
  adjust({ delayMs, jitterMs, bandwidth }: LinkQuality): void {
    this.#options = { ...this.#options, delayMs, jitterMs, bandwidth };
  }

  async write(bytes: Uint8Array): Promise<number> {
    const { bandwidth, delay, delayMs, jitterMs, now, random } = this.#options;
    while (this.#wireBytes >= WINDOW_BYTES && this.#failure === undefined) await this.#moved();
    if (this.#failure !== undefined) throw this.#failure;
    const slice = bandwidth === undefined
      ? bytes.subarray(0, WINDOW_BYTES)
      : bytes.subarray(0, Math.max(1, Math.floor(bandwidth / 8 * SLICE_MS / 1_000)));
    if (bandwidth !== undefined) {
      this.#freeMs = Math.max(this.#freeMs, now()) + slice.length * 8 / bandwidth * 1_000;
      await delay(Math.max(0, this.#freeMs - now()), this.#closing.signal);
    }
    // Jitter delays, it does not reorder: TCP would put things right again.
    this.#lastDueMs = Math.max(this.#lastDueMs, now() + delayMs + random() * jitterMs);
    this.#wire.push({ bytes: slice, dueMs: this.#lastDueMs });
    this.#wireBytes += slice.length;
    this.#delivering ??= this.#deliver();
    return slice.length;
  }

  close(): void {
    this.#closed ??= this.#close();
  }

  /** Resolves when what was on the wire has arrived, or was cut off, after `close()`. */
  async closed(): Promise<void> {
    await this.#closed;
  }

  async #close(): Promise<void> {
    // What is on the wire arrives before the end, as it would on a real one.
    const timer = setTimeout(() => this.#cut(), LINGER_MS);
    await this.#delivering;
    clearTimeout(timer);
    this.#cut();
  }

  #cut(): void {
    this.#closing.abort();
    this.#inner.close();
  }

  async #deliver(): Promise<void> {
    const { delay, now } = this.#options;
    try {
      for (let piece = this.#wire.shift(); piece !== undefined; piece = this.#wire.shift()) {
        const waitMs = piece.dueMs - now();
        if (waitMs > 0) await delay(waitMs, this.#closing.signal);
        for (let rest = piece.bytes; rest.length > 0;) {
          rest = rest.subarray(await this.#inner.write(rest));
        }
        this.#wireBytes -= piece.bytes.length;
        for (const wake of this.#wakers.splice(0)) wake();
      }
    } catch (error) {
      // The next write fails with it.
      this.#failure = error ?? new Error("The connection is closed");
      for (const wake of this.#wakers.splice(0)) wake();
    }
    this.#delivering = undefined;
  }

  #moved(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }
}
