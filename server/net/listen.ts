/** Opens the port of a server, with TLS or without, and says in plain words when it cannot. */
import { loopbackAddresses } from "../../protocol/loopback.ts";
import { AddressLimit, type AddressLimitOptions } from "../limits/address_limit.ts";
import type { LoadedCertificate } from "./certificate/certificate_store.ts";
import { listenPlain } from "./plain_listener.ts";
import { StartError } from "../base/start_error.ts";
import { listenTls, type TlsListener, type TlsListenOptions } from "./tls_listener.ts";
import type { Listener } from "./transport.ts";
import { listenZonedTls } from "./zoned_tls_listener.ts";

/** Connections, of all and of one address, in their TLS handshake beyond those that may be. */
const HANDSHAKES = 100;

/** Where to listen, and how much may be in its TLS handshake. */
export interface ListenerOptions extends AddressLimitOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  maxConnections: number;
  /** Whether connections of one address are limited. */
  limits: boolean;
  /** The option that says where to listen. @default `--host` and `--port` */
  option?: "--web" | "--metrics" | "--irc";
}

/**
 * Listens where the options say, with TLS when there is a certificate.
 *
 * @throws {StartError} with what to do about it.
 */
export async function listen(
  options: ListenerOptions,
  certificate: LoadedCertificate | undefined,
  handlers: Pick<
    TlsListenOptions,
    | "asksForCertificates"
    | "protocols"
    | "isProxy"
    | "onConnection"
    | "onError"
    | "onHandshakeFailed"
  >,
): Promise<Listener | TlsListener> {
  const hostname = loopbackAddresses(options.host)?.[0] ?? options.host;
  const where = { hostname, port: options.port, ...handlers };
  try {
    if (certificate === undefined) return listenPlain(where);
    const listenWithTls = isZoned(hostname) ? listenZonedTls : listenTls;
    return await listenWithTls({
      ...where,
      ...certificate,
      maxConnections: options.maxConnections + Math.min(HANDSHAKES, options.maxConnections),
      // More than it may have, so that most of those too many are told so.
      sockets: new AddressLimit({
        connectionsPerAddress: options.limits
          ? options.connectionsPerAddress + HANDSHAKES
          : Infinity,
        limitLoopback: options.limitLoopback,
      }),
    });
  } catch (cause) {
    throw cannotListen(options, cause);
  }
}

/** Whether it is a link-local address with its zone, like `fe80::1%eth0`. */
function isZoned(hostname: string): boolean {
  return hostname.includes("%");
}

function cannotListen({ host, port, option }: ListenerOptions, cause: unknown): StartError {
  const code = (cause as { code?: string }).code;
  if (code === "EADDRINUSE") {
    return new StartError(
      `Port ${port} is in use by another program. Stop that program, or choose another port with ${
        option ?? "--port"
      }.`,
      { cause },
    );
  }
  if (code === "EACCES") {
    return new StartError(
      `Not allowed to listen on port ${port}. Choose a port from 1024 up with ${
        option ?? "--port"
      }.`,
      { cause },
    );
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartError(
    `Cannot listen on ${host}:${port}. Check ${
      option ?? "--host"
    }, which must be an address of this machine (${reason}).`,
    { cause },
  );
}
