/** One TLS connection whose handshake is through, for whoever reads and writes it. */
import { createHash } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { stopTogether } from "../../protocol/net/stop_together.ts";
import { countRead } from "./read_memory.ts";
import type { Transport } from "./transport.ts";

/** Where a client is. */
export interface Source {
  address: string;
  port: number;
}

const NOTHING = new Uint8Array(0);

/** A connection over a socket of `node:tls`. */
export class TlsTransport implements Transport {
  readonly address: string;
  readonly port: number;
  readonly protocol: string | undefined;
  readonly certificateSha256: Uint8Array | undefined;
  readonly #socket: TLSSocket;
  #waiting: PromiseWithResolvers<Uint8Array | null> | undefined;
  /** What was taken from the socket and did not fit where it was to go. */
  #rest: Uint8Array = NOTHING;
  #hasEnded = false;
  #error: Error | undefined;

  constructor(socket: TLSSocket, from: Source) {
    this.#socket = socket;
    stopTogether(socket);
    this.address = from.address;
    this.port = from.port;
    this.protocol = socket.alpnProtocol || undefined;
    this.certificateSha256 = sha256Of(socket);
    // Whoever closes its side only still gets its answers. It is not set on the server, because then
    // those who go away during their handshake would not be noticed before its time is over.
    socket.allowHalfOpen = true;
    socket.on("readable", () => this.#take());
    socket.on("end", () => this.#end());
    socket.on("close", () => this.#end());
    socket.on("error", (error) => {
      this.#error = error;
      this.#end();
    });
  }

  // The stream's own iterator does the same, with a dozen listeners for each connection. Either way
  // Deno 2.9 misses the end of a client that goes while more than 64 KiB of it wait to be read; all
  // of that is answered, and the next ping that nobody answers ends the connection.
  read(): Promise<Uint8Array | null> {
    if (this.#rest.length > 0) {
      const rest = this.#rest;
      this.#rest = NOTHING;
      return Promise.resolve(rest);
    }
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    this.#take();
    return promise;
  }

  async readInto(memory: Uint8Array): Promise<number | null> {
    const bytes = await this.read();
    if (bytes === null) return null;
    const part = bytes.subarray(0, memory.length);
    memory.set(part);
    this.#rest = bytes.subarray(part.length);
    return part.length;
  }

  write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => error ? reject(error) : resolve(bytes.length));
    });
  }

  endWriting(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.end();
    this.#socket.destroySoon();
  }

  /** Gives what has come to whoever reads; what nobody reads stays in the socket. */
  #take(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const bytes: Uint8Array | null = this.#socket.read();
    if (bytes === null && !this.#hasEnded) return;
    if (bytes !== null) countRead(bytes.length);
    this.#waiting = undefined;
    if (bytes === null && this.#error !== undefined) waiting.reject(this.#error);
    else waiting.resolve(bytes);
  }

  #end(): void {
    this.#hasEnded = true;
    this.#take();
  }
}

/** Of the certificate that a client has shown, where it was asked for one. */
function sha256Of(socket: TLSSocket): Uint8Array | undefined {
  const { raw } = socket.getPeerCertificate() ?? {};
  return raw === undefined ? undefined : new Uint8Array(createHash("sha256").update(raw).digest());
}
