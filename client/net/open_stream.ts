/** Opens a stream of bytes to a server, with or without TLS, and explains why it could not. */
import type { Clock } from "../base/clock.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";
import { type Address, formatPlace } from "./address.ts";
import { dialPlain } from "./plain_transport.ts";
import { dialTls, NotTls, type ServerProof } from "./tls_transport.ts";
import { type ByteTransport, type Dial, openTransport } from "./transport.ts";

/** Where and how to connect. */
export interface StreamTarget {
  place: Address;
  /** Decides about the certificate; `undefined` connects without TLS. */
  judge: ((proof: ServerProof) => Promise<void>) | undefined;
}

/**
 * Connects; the server was judged before a byte is sent.
 *
 * @throws {ClientFailure} with a sentence that says what to do.
 */
export async function openStream(
  { judge, place }: StreamTarget,
  clock: Clock,
): Promise<ByteTransport> {
  const { host, port } = place;
  const dial: Dial<ByteTransport> = judge === undefined
    ? (ip, signal) => dialPlain(ip, port, signal)
    : (ip, signal) => dialTls({ ip, port, host, judge, signal }).catch(explainNotTls);
  return await openTransport(place, { dial, clock });

  function explainNotTls(error: unknown): never {
    if (!(error instanceof NotTls)) throw error;
    throw new ClientFailure(
      EXIT.cannotConnect,
      `${formatPlace(place)} answers without encryption (TLS); if that is what its operator ` +
        "wants and you trust the network in between, add --no-tls",
      { cause: error },
    );
  }
}
