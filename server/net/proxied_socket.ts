/** Reads the header of the PROXY protocol from a socket before its TLS handshake. */
import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import {
  MAX_HEADER_BYTES,
  PROXY_HEADER_MS,
  type ProxyHeader,
  readProxyHeader,
} from "./proxy_header.ts";

/** The first byte of a TLS handshake (RFC 8446, section 5.1), with which no header begins. */
const HANDSHAKE = 0x16;

/**
 * Resolves with where the client is; undefined when the proxy speaks for itself, or begins with TLS at
 * once because it speaks in the heads of its requests; what came after the
 * header is back in the socket, which then has no listeners of this any more.
 *
 * @throws {SyntaxError} when there is no header, or not in time; then the socket has to be destroyed.
 */
export function readProxiedSource(socket: Socket): Promise<ProxyHeader["source"]> {
  const { promise, resolve, reject } = Promise.withResolvers<ProxyHeader["source"]>();
  let received = Buffer.alloc(0);
  const timer = setTimeout(() => fail("no PROXY header in time"), PROXY_HEADER_MS);

  function finish(): void {
    clearTimeout(timer);
    socket.off("readable", take);
    socket.off("end", end);
    socket.off("close", end);
    socket.off("error", end);
  }

  function fail(reason: string): void {
    finish();
    reject(new SyntaxError(reason));
  }

  function end(): void {
    fail("ended before its PROXY header");
  }

  function take(): void {
    for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) {
      received = Buffer.concat([received, chunk]);
    }
    try {
      const header = received[0] === HANDSHAKE
        ? { source: undefined, length: 0 }
        : readProxyHeader(received);
      if (header === undefined) {
        if (received.length > MAX_HEADER_BYTES) fail("no PROXY header");
        return;
      }
      finish();
      const rest = received.subarray(header.length);
      if (rest.length > 0) socket.unshift(rest);
      resolve(header.source);
    } catch (error) {
      finish();
      reject(error);
    }
  }

  socket.on("readable", take);
  socket.on("end", end);
  socket.on("close", end);
  socket.on("error", end);
  return promise;
}
