/** TLS through `node:tls`, which unlike `Deno.listenTls` can send small writes without delay. */
import { type AddressInfo, createServer as createFront, type Server, type Socket } from "node:net";
import { createServer, type TlsOptions, type TLSSocket } from "node:tls";
import { AcceptWatch } from "./accept_watch.ts";
import type { AddressLimit } from "../limits/address_limit.ts";
import { readProxiedSource } from "./proxied_socket.ts";
import { type Source, TlsTransport } from "./tls_transport.ts";
import type { Listener, ListenOptions } from "./transport.ts";

/** How long a client may take for its TLS handshake. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

/** A certificate chain and its private key, both in PEM. */
export interface KeyPair {
  certificatePem: string;
  privateKeyPem: string;
}

/** Options of {@linkcode listenTls}. */
export interface TlsListenOptions extends ListenOptions, KeyPair {
  /** Most connections at once, those in their handshake included. */
  maxConnections: number;
  /** Bounds those of one address from the first byte on; one too many is closed without a word. */
  sockets: AddressLimit;
  /**
   * What clients may agree on in their handshake (ALPN). Those that name nothing are welcome all the
   * same; those that name only others are not, unless this is empty.
   */
  protocols: readonly string[];
  /**
   * Whether clients are asked for a certificate. They need not have one, and nobody need have signed it: it
   * only says that they have its key, which the handshake proves. @default false
   */
  asksForCertificates?: boolean | undefined;
  /**
   * Whether an address is that of a proxy which may say in clear, before the handshake, for whom it connects
   * (PROXY protocol). @default nobody is
   */
  isProxy?: ((address: string) => boolean) | undefined;
  /** Called when a client did not get as far as `onConnection`. */
  onHandshakeFailed(address: string, reason: string): void;
}

/** A listener whose certificate can be replaced while it runs. */
export interface TlsListener extends Listener {
  /** Uses another certificate for connections from now on. */
  replaceCertificate(pair: KeyPair): void;
}

/** Listens for TLS connections, version 1.2 or newer; rejects with what `listen` fails with. */
export async function listenTls(options: TlsListenOptions): Promise<TlsListener> {
  // `noDelay` belongs to the options of a net server, which the types of a TLS server leave out.
  const serverOptions: TlsOptions & { noDelay: boolean } = {
    ...contextOf(options),
    minVersion: "TLSv1.2",
    ...(options.protocols.length === 0 ? {} : { ALPNProtocols: [...options.protocols] }),
    ...(options.asksForCertificates === true
      ? { requestCert: true, rejectUnauthorized: false }
      : {}),
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    noDelay: true,
  };
  const server = createServer(serverOptions);
  // What stands before the handshake needs a server without TLS in front, which hands sockets on.
  const { isProxy, sockets } = options;
  const front: Server = isProxy === undefined ? server : createFront({ noDelay: true });
  front.maxConnections = options.maxConnections;
  const watch = new AcceptWatch(front, options);
  const refused = new WeakSet<Socket>();
  /** Where clients are for whom a proxy has connected. */
  const sources = new WeakMap<Socket, Source>();

  /** Counts a socket for its client; closes one that is too many. */
  function enter(socket: Socket, address: string): boolean {
    const hasPlace = sockets.enter(address);
    if (hasPlace) socket.once("close", () => sockets.leave(address));
    else {
      refused.add(socket);
      socket.destroy();
    }
    return hasPlace;
  }

  async function enterBehindProxy(socket: Socket, proxy: string): Promise<void> {
    // Until TLS listens to it, an error must not end the process.
    const ignore = () => {};
    socket.on("error", ignore);
    try {
      const source = await readProxiedSource(socket);
      if (source !== undefined) sources.set(socket, source);
      if (enter(socket, source?.address ?? proxy)) server.emit("connection", socket);
      socket.off("error", ignore);
    } catch (error) {
      const isOwn = watch.isOwn(socket);
      socket.destroy();
      if (isOwn) return;
      options.onHandshakeFailed(proxy, error instanceof Error ? error.message : String(error));
    }
  }

  front.on("connection", (socket: Socket) => {
    watch.accepted(socket);
    const address = socket.remoteAddress ?? "unknown";
    if (isProxy?.(address) === true) void enterBehindProxy(socket, address);
    else if (enter(socket, address) && front !== server) server.emit("connection", socket);
  });
  server.on("secureConnection", (socket: Wrapped) => {
    const { _parent: below, remoteAddress: address = "unknown", remotePort: port = 0 } = socket;
    const source = below && sources.get(below);
    options.onConnection(new TlsTransport(socket, source ?? { address, port }));
  });
  server.on("tlsClientError", (error, socket: Wrapped) => {
    // By now the TLS socket has forgotten its address; the one below it may still know.
    const below = socket._parent;
    const source = below && sources.get(below);
    const address = source?.address ?? socket.remoteAddress ?? below?.remoteAddress ??
      "an unknown address";
    socket.destroy();
    if (below !== undefined && (watch.isOwn(below) || refused.has(below))) return;
    options.onHandshakeFailed(address, error.message);
  });
  await listening(front, options);
  watch.start();
  return {
    port: (front.address() as AddressInfo).port,
    close() {
      watch.close();
      front.close();
    },
    replaceCertificate: (pair) => server.setSecureContext(contextOf(pair)),
  };
}

/** A TLS socket, which knows the one below it. */
type Wrapped = TLSSocket & { _parent?: Socket };

function contextOf(pair: KeyPair): { cert: string; key: string } {
  return { cert: pair.certificatePem, key: pair.privateKeyPem };
}

function listening(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.hostname, () => {
      server.off("error", reject);
      server.on(
        "error",
        (error) => options.onError(`Cannot accept a connection: ${error.message}`),
      );
      resolve();
    });
  });
}
