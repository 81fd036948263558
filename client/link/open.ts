/** Opens one connection to a server, with or without TLS, and explains why it could not. */
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { Clock } from "../base/clock.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import { type Address, formatPlace } from "../net/address.ts";
import { dialPlain } from "../net/plain_transport.ts";
import { dialTls, NotTls, type ServerProof } from "../net/tls_transport.ts";
import { type Dial, openTransport } from "../net/transport.ts";
import { Connection, type ConnectionObserver, NotChat } from "./connection.ts";

/** Where and how to connect. */
export interface OpenServerOptions {
  place: Address;
  /** Decides about the certificate; `undefined` connects without TLS. */
  judge: ((proof: ServerProof) => Promise<void>) | undefined;
  clock: Clock;
  /** Begins every `ref` of this client. */
  refPrefix: string;
  observer: ConnectionObserver;
}

/**
 * Connects and waits for the server's `hello`.
 *
 * @throws {ClientFailure} with a sentence that says what to do.
 */
export async function openServer(options: OpenServerOptions): Promise<Connection> {
  const { clock, judge, observer, place, refPrefix } = options;
  const { host, port } = place;
  const dial: Dial = judge === undefined
    ? (ip, signal) => dialPlain(ip, port, signal)
    : (ip, signal) => dialTls({ ip, port, host, judge, signal }).catch(explainNotTls);
  const transport = await openTransport(place, { dial, clock });
  try {
    const connection = await Connection.open({ transport, clock, observer, refPrefix });
    const { protocol } = await connection.hello;
    if (protocol === PROTOCOL_VERSION) return connection;
    connection.close("another protocol version");
    throw new ClientFailure(
      EXIT.cannotConnect,
      `${formatPlace(place)} speaks version ${Number(protocol)} of the protocol, and this client ` +
        `version ${PROTOCOL_VERSION}; use the client that came with the server`,
    );
  } catch (error) {
    if (!(error instanceof NotChat)) throw error;
    throw new ClientFailure(EXIT.cannotConnect, notChat(error), { cause: error });
  }

  function explainNotTls(error: unknown): never {
    if (!(error instanceof NotTls)) throw error;
    throw new ClientFailure(
      EXIT.cannotConnect,
      `${formatPlace(place)} answers without encryption (TLS); if that is what its operator ` +
        "wants and you trust the network in between, add --no-tls",
      { cause: error },
    );
  }

  function notChat(error: NotChat): string {
    const name = formatPlace(place);
    if (error.looksLikeTls) return `${name} wants encryption (TLS); leave out --no-tls`;
    const hint = judge === undefined ? ", or leave out --no-tls if it uses encryption (TLS)" : "";
    return `What answers at ${name} is no chat server that this client understands: ` +
      `${reasonOf(error)}; check the port${hint}`;
  }
}
