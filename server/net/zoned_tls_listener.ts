/**
 * TLS on a link-local address with its zone (RFC 4007), like `fe80::1%eth0`: `node:net` cannot listen
 * there, `Deno.listen` can, and `node:tls` then speaks over what was accepted.
 */
import {
  createSecureContext,
  type SecureContext,
  TLSSocket,
  type TLSSocketOptions,
} from "node:tls";
import { AcceptLoop } from "./accept_loop.ts";
import { acceptedStream } from "./accepted_stream.ts";
import {
  HANDSHAKE_TIMEOUT_MS,
  type KeyPair,
  type TlsListener,
  type TlsListenOptions,
} from "./tls_listener.ts";
import { TlsTransport } from "./tls_transport.ts";

/** Listens as `listenTls()` does; throws what `Deno.listen` throws. */
export function listenZonedTls(options: TlsListenOptions): TlsListener {
  let secureContext = contextOf(options);
  let open = 0;
  const accepting = new AcceptLoop({
    ...options,
    take(connection) {
      const { hostname: address, port } = connection.remoteAddr;
      if (open >= options.maxConnections || !options.sockets.enter(address)) {
        connection.close();
        return;
      }
      open += 1;
      greet({ connection, secureContext, options }, { address, port }, () => {
        open -= 1;
        options.sockets.leave(address);
      });
    },
  });
  return {
    port: accepting.port,
    close: () => accepting.close(),
    replaceCertificate: (pair) => void (secureContext = contextOf(pair)),
  };
}

/** Begins the handshake; `gone` is called when the connection is, however far it came. */
function greet(
  { connection, options, secureContext }: {
    connection: Deno.TcpConn;
    secureContext: SecureContext;
    options: TlsListenOptions;
  },
  from: { address: string; port: number },
  gone: () => void,
): void {
  const stream = acceptedStream(connection);
  const { onConnection, onHandshakeFailed, protocols } = options;
  // The protocols belong to the options of a server, which the types of a socket leave out.
  const socketOptions: TLSSocketOptions & { ALPNProtocols?: string[] } = {
    isServer: true,
    secureContext,
    ...(protocols.length === 0 ? {} : { ALPNProtocols: [...protocols] }),
  };
  // The types ask for a socket of `node:net`; any duplex stream does.
  const socket = new TLSSocket(stream as ConstructorParameters<typeof TLSSocket>[0], socketOptions);
  let isShaking = true;
  function failed(error: Error): void {
    if (!isShaking) return;
    isShaking = false;
    clearTimeout(timer);
    socket.destroy();
    stream.destroy();
    onHandshakeFailed(from.address, error.message);
  }
  const timer = setTimeout(() => failed(new Error("TLS handshake timeout")), HANDSHAKE_TIMEOUT_MS);
  socket.once("secure", () => {
    isShaking = false;
    clearTimeout(timer);
    onConnection(new TlsTransport(socket, from));
  });
  socket.on("_tlsError", failed);
  socket.on("error", failed);
  socket.once("close", () => stream.destroy());
  stream.once("error", failed);
  const wentAway = () => failed(new Error("the client went away during its handshake"));
  stream.once("end", wentAway);
  stream.once("close", () => {
    wentAway();
    socket.destroy();
    gone();
  });
}

function contextOf(pair: KeyPair): SecureContext {
  return createSecureContext({
    cert: pair.certificatePem,
    key: pair.privateKeyPem,
    minVersion: "TLSv1.2",
  });
}
