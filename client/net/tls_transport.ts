/** A connection over TLS that is judged by its certificate before a single byte is sent. */
import { connect, type TLSSocket } from "node:tls";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { stopTogether } from "../../protocol/net/stop_together.ts";
import type { ByteTransport } from "./transport.ts";
import { connectZoned } from "./zoned_socket.ts";

/** What a server showed of itself in the handshake. */
export interface ServerProof {
  /** The certificate, in DER. */
  certificate: Uint8Array;
  /** Whether an authority that this machine trusts vouches for this host name. */
  isVouchedFor: boolean;
}

/** What {@linkcode dialTls} connects to and how it decides. */
export interface TlsTarget {
  ip: string;
  port: number;
  /** The host as the person wrote it; the certificate must be for this name. */
  host: string;
  /** Throws when the server must not be talked to. */
  judge: (proof: ServerProof) => void | Promise<void>;
  signal: AbortSignal;
  /** Makes the connection below the TLS. @default to the address itself */
  below?: (() => Promise<Duplex>) | undefined;
}

/** The server does not speak TLS. */
export class NotTls extends Error {
  override readonly name = "NotTls";
}

/**
 * Connects to one IP address and hands the proof to `judge`.
 *
 * The authority check is left to `judge` because most servers sign their own certificate. That the
 * server holds the private key of its certificate is checked by the handshake in any case.
 */
export async function dialTls(target: TlsTarget): Promise<ByteTransport> {
  const { host, ip, port, signal } = target;
  signal.throwIfAborted();
  const below = await (ip.includes("%") ? connectZoned(ip, port, signal) : target.below?.());
  const socket = connect({
    ...(below === undefined ? { host: ip, port } : { socket: below }),
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    servername: isIP(host) === 0 ? host : "",
  });
  if (below === undefined) socket.setNoDelay(true);
  try {
    await secured(socket, signal);
    // Before the judge, because that may be a person who takes a while.
    stopTogether(socket);
    const certificate = socket.getPeerCertificate().raw;
    if (certificate === undefined) throw new Error("the server showed no certificate");
    await target.judge({ certificate, isVouchedFor: socket.authorized });
    return new TlsTransport(socket);
  } catch (error) {
    socket.on("error", () => {}); // it is being thrown away
    socket.destroy();
    throw error;
  }
}

function secured(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    socket.once("secureConnect", resolve);
    socket.once("close", () => reject(new Error("the connection closed during the handshake")));
    socket.on("error", (error) => {
      const isForeign = /WRONG_VERSION_NUMBER|InvalidContentType|InvalidMessage|corrupt message/i
        .test(`${"code" in error ? error.code : ""} ${error.message}`);
      reject(isForeign ? new NotTls("the server does not speak TLS", { cause: error }) : error);
    });
  });
}

class TlsTransport implements ByteTransport {
  readonly #socket: TLSSocket;
  /** Resolves when everything that was sent so far is written, or will never be. */
  #written: Promise<void> = Promise.resolve();

  constructor(socket: TLSSocket) {
    this.#socket = socket;
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  send(text: string): void {
    if (!this.#socket.writable) return;
    // Deno 2.9 never says that an empty text is written, so each says so itself.
    this.#written = new Promise((resolve) => this.#socket.write(text, () => resolve()));
  }

  async flushed(): Promise<void> {
    if (!this.#socket.writable) return;
    const closed = Promise.withResolvers<void>();
    this.#socket.once("close", closed.resolve);
    await Promise.race([this.#written, closed.promise]);
    this.#socket.off("close", closed.resolve);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { promise, reject, resolve } = Promise.withResolvers<void>();
    const closed = () => reject(new Error("the connection is closed"));
    this.#socket.once("close", closed);
    try {
      this.#socket.write(bytes, (error) => error ? reject(error) : resolve());
      await promise;
    } finally {
      this.#socket.off("close", closed);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    try {
      // Deno 2.9 misses the end of a server that goes while more than 64 KiB of it wait to be read;
      // the next ping that nobody answers ends the connection then.
      for await (const chunk of this.#socket) yield chunk as Uint8Array;
    } catch (error) {
      if (!this.#socket.destroyed) throw error;
    }
  }
}
