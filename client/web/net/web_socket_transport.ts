/** A WebSocket as the stream of lines that a connection reads: one message holds one or more lines. */
import type { Transport } from "../../net/transport.ts";

/** So long may it take until the socket is open. */
const OPEN_LIMIT_MS = 10_000;

/**
 * Opens a socket to `url`; resolves when it is open.
 *
 * @throws {Error} when that cannot be within ten seconds: a browser does not say why.
 */
export function openWebSocket(url: string): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const timer = setTimeout(() => socket.close(), OPEN_LIMIT_MS);
    socket.addEventListener("open", () => {
      clearTimeout(timer);
      resolve(new WebSocketTransport(socket));
    }, { once: true });
    socket.addEventListener("close", () => {
      clearTimeout(timer);
      reject(new Error("the server does not answer"));
    }, { once: true });
  });
}

/** An open socket; what arrives before it is read waits, all of it becomes one chunk. */
class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;
  readonly #encoder = new TextEncoder();
  #waiting: string[] = [];
  #isOver = false;
  #wake = () => {};

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") return;
      this.#waiting.push(data.endsWith("\n") ? data : `${data}\n`);
      this.#wake();
    });
    socket.addEventListener("close", () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#chunks();
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#waiting.length > 0) {
        yield this.#encoder.encode(this.#waiting.splice(0).join(""));
      } else if (this.#isOver) return;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  flushed(): Promise<void> {
    return Promise.resolve(); // a socket that is closed still sends what it was given
  }

  close(): void {
    this.#socket.close();
  }
}
