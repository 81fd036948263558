/** TLS sockets that TCP pushes back for when nobody reads them. */
import type { TLSSocket } from "node:tls";

/** What reads for a socket of `node:net`, which its types leave out. */
interface Handle {
  /** That of the connection below, for the socket above it. */
  _parent?: Handle | null;
  readStart(): unknown;
  readStop(): unknown;
}

/**
 * Has a socket stop and start the connection below together with itself. That of `node:tls` in Deno 2.9
 * stops itself alone: it goes on to fetch, decrypt and keep whatever comes, so that a peer that sends
 * faster than it is read could fill the memory. To be called once the handshake is through.
 */
export function stopTogether(socket: TLSSocket): void {
  const { _handle: handle }: { _handle?: Handle | null } = socket as object;
  const below = handle?._parent;
  // Whoever has gone by now sends nothing any more.
  if (handle === undefined || handle === null || below === undefined || below === null) return;
  const readStart = handle.readStart.bind(handle);
  const readStop = handle.readStop.bind(handle);
  handle.readStart = () => {
    const status = readStart();
    below.readStart();
    return status;
  };
  handle.readStop = () => {
    below.readStop();
    return readStop();
  };
  // It may have stopped itself already.
  if (socket.readableLength >= socket.readableHighWaterMark) below.readStop();
}
