/** Opens one connection to a server, with or without TLS, and explains why it could not. */
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { Clock } from "../base/clock.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import { formatPlace } from "../net/address.ts";
import { openStream, type StreamTarget } from "../net/open_stream.ts";
import { Connection, type ConnectionObserver, NotChat } from "./connection.ts";

/** Where and how to connect. */
export interface OpenServerOptions extends StreamTarget {
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
  const { clock, judge, observer, place, proxy, refPrefix } = options;
  const transport = await openStream({ place, judge, proxy }, clock);
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

  function notChat(error: NotChat): string {
    const name = formatPlace(place);
    if (error.looksLikeTls) return `${name} wants encryption (TLS); leave out --no-tls`;
    const hint = judge === undefined ? ", or leave out --no-tls if it uses encryption (TLS)" : "";
    return `What answers at ${name} is no chat server that this client understands: ` +
      `${reasonOf(error)}; check the port${hint}`;
  }
}
