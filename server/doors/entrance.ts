/** A port with the doors behind it: each connection is received at the one that it asks for. */
import { containAddress, type Network } from "../access/network.ts";
import { behindProxy } from "../net/proxied_transport.ts";
import type { LoadedCertificate } from "../net/certificate/certificate_store.ts";
import { listen, type ListenerOptions } from "../net/listen.ts";
import type { TlsListener } from "../net/tls_listener.ts";
import type { Listener, Transport } from "../net/transport.ts";
import type { Door } from "./door.ts";
import type { Reception } from "./reception.ts";

/** Takes connections that are not the chat's, at least not yet, from their first byte on. */
export interface Site {
  /** Serves a connection until it ends. Never rejects. */
  serve(transport: Transport): Promise<void>;
}

/** The doors behind one port. */
export interface Doors {
  /** For those who ask for nothing in particular, and for everybody where there is no TLS. */
  usual: Door | Site;
  /** For those who agree on a protocol in their TLS handshake (ALPN), by its name. */
  byProtocol?: ReadonlyMap<string, Door | Site>;
}

/** Options of an {@linkcode Entrance}. */
export interface EntranceOptions extends ListenerOptions {
  doors: Doors;
  reception: Pick<Reception, "receive">;
  /** From where a header of the PROXY protocol comes first, and is believed. @default nowhere */
  trustedProxies?: readonly Network[];
  /** Whether clients are asked for a certificate, which they need not have. @default false */
  asksForCertificates?: boolean;
  /** Undefined means no TLS. */
  certificate: LoadedCertificate | undefined;
  /** Reads the certificate again while the server runs. */
  loadCertificate(): Promise<LoadedCertificate | undefined>;
  onError(message: string): void;
  onHandshakeFailed(address: string, reason: string): void;
}

/** Listens until it is stopped. */
export class Entrance {
  readonly #options: EntranceOptions;
  readonly #serving = new Set<Promise<void>>();
  #listener: Listener | TlsListener | undefined;

  private constructor(options: EntranceOptions) {
    this.#options = options;
  }

  /**
   * Opens it.
   *
   * @throws {StartError} with what to do about it.
   */
  static async open(options: EntranceOptions): Promise<Entrance> {
    const { certificate, doors, trustedProxies = [] } = options;
    const entrance = new Entrance(options);
    const isProxy = trustedProxies.length === 0
      ? undefined
      : (address: string) => containAddress(trustedProxies, address);
    entrance.#listener = await listen(options, certificate, {
      asksForCertificates: options.asksForCertificates,
      protocols: [...(doors.byProtocol?.keys() ?? [])],
      isProxy,
      onConnection: (transport) => entrance.#take(transport),
      onError: options.onError,
      onHandshakeFailed: options.onHandshakeFailed,
    });
    return entrance;
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /**
   * Reads the certificate again, which connections get from now on; undefined without TLS. When that
   * rejects, everything stays as it was.
   */
  async reload(): Promise<LoadedCertificate | undefined> {
    const listener = this.#listener;
    if (listener === undefined || !("replaceCertificate" in listener)) return undefined;
    const renewed = await this.#options.loadCertificate();
    if (renewed !== undefined) listener.replaceCertificate(renewed);
    return renewed;
  }

  /** Stops accepting; connections stay as they are. */
  stop(): void {
    this.#listener?.close();
  }

  /** Resolves when no connection is left. */
  async emptied(): Promise<void> {
    await Promise.all(this.#serving);
  }

  #take(transport: Transport): void {
    const { certificate, trustedProxies = [] } = this.#options;
    // With TLS the header has come before the handshake.
    const isProxy = certificate === undefined && containAddress(trustedProxies, transport.address);
    this.#keep(isProxy ? this.#unwrap(transport) : this.#receive(transport));
  }

  async #unwrap(transport: Transport): Promise<void> {
    let client: Transport;
    try {
      client = await behindProxy(transport);
    } catch (error) {
      transport.close();
      const reason = error instanceof SyntaxError ? error.message : "broke before its PROXY header";
      this.#options.onHandshakeFailed(transport.address, reason);
      return;
    }
    await this.#receive(client);
  }

  #receive(transport: Transport): Promise<void> {
    const { doors, reception } = this.#options;
    const asked = transport.protocol === undefined
      ? undefined
      : doors.byProtocol?.get(transport.protocol);
    const chosen = asked ?? doors.usual;
    return "serve" in chosen ? chosen.serve(transport) : reception.receive(transport, chosen);
  }

  #keep(served: Promise<void>): void {
    this.#serving.add(served);
    served.finally(() => this.#serving.delete(served));
  }
}
