/** Opens a stream of bytes to a server, with or without TLS, and explains why it could not. */
import type { Clock } from "../base/clock.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";
import { type Address, formatPlace } from "./address.ts";
import { dialPlain, plainOver } from "./plain_transport.ts";
import { dialProxy } from "./proxy/dial_proxy.ts";
import type { Proxy } from "./proxy/proxy.ts";
import { dialTls, NotTls, type ServerProof } from "./tls_transport.ts";
import { type ByteTransport, type Dial, openTransport } from "./transport.ts";
import { streamOver } from "./zoned_socket.ts";

/** Where and how to connect. */
export interface StreamTarget {
  place: Address;
  /** Decides about the certificate; `undefined` connects without TLS. */
  judge: ((proof: ServerProof) => Promise<void>) | undefined;
  /** The proxy through which it is connected to, asked each time. @default none */
  proxy?: (() => Proxy | undefined) | undefined;
}

/**
 * Connects; the server was judged before a byte is sent.
 *
 * @throws {ClientFailure} with a sentence that says what to do.
 */
export async function openStream(
  { judge, place, proxy: proxyNow }: StreamTarget,
  clock: Clock,
): Promise<ByteTransport> {
  const { host, port } = place;
  const proxy = proxyNow?.();
  if (proxy !== undefined) {
    const dial: Dial<ByteTransport> = (ip, signal) => {
      const target = { proxy, ip, place, signal };
      if (judge === undefined) return dialProxy(target).then(plainOver);
      const below = async () => streamOver(await dialProxy(target));
      return dialTls({ ip: "", port, host, judge, signal, below }).catch(explainNotTls);
    };
    return await openTransport({ ...place, host: proxy.host, port: proxy.port }, {
      dial,
      clock,
      isProxy: true,
    });
  }
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
