/** Stopping what brings the encrypted bytes of a TLS socket. */
import type { TLSSocket } from "node:tls";

/** With so many bytes that wait to be read, no more are fetched. */
const ENOUGH_BYTES = 64 * 1_024;

/** What the system reads for a socket of `node:net`, which its types leave out. */
interface Handle {
  readStop?(): unknown;
  readStart?(): unknown;
}

/**
 * Keeps TCP pushing back while nobody reads. The sockets of `node:tls` in Deno 2.9 take, decrypt and keep
 * whatever comes, also while they are paused, so that a fast peer could fill the memory.
 */
export class EncryptedSide {
  readonly #socket: TLSSocket;
  /** Beyond its mark a socket does not say that more has come. */
  readonly #enough: number;
  #isStopped = false;

  constructor(socket: TLSSocket) {
    this.#socket = socket;
    this.#enough = Math.min(ENOUGH_BYTES, socket.readableHighWaterMark);
    socket.on("readable", () => this.#heard());
  }

  /** To be called when something was read. */
  goOn(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#handle()?.readStart?.();
  }

  #heard(): void {
    if (this.#isStopped || this.#socket.readableLength < this.#enough) return;
    this.#isStopped = true;
    this.#handle()?.readStop?.();
  }

  /** That of the connection below; undefined when it has been closed. */
  #handle(): Handle | null | undefined {
    const socket: TLSSocket & { _handle?: { _parent?: Handle | null } | null } = this.#socket;
    return socket._handle?._parent;
  }
}
