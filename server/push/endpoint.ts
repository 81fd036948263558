/** Where a push goes: what a client says of its push service is checked before anything is sent there. */
import { ChatError } from "../../protocol/errors.ts";
import type { Network } from "../access/network.ts";
import { mayBeMeant, parseEndpoint } from "../net/outbound/endpoint.ts";

/** What a browser is reached by (RFC 8291): where, its key, and its secret. */
export interface PushAddress {
  endpoint: string;
  /** A point on P-256, not compressed: 65 bytes. */
  publicKey: Uint8Array<ArrayBuffer>;
  /** 16 bytes. */
  secret: Uint8Array<ArrayBuffer>;
}

/**
 * Checks what a client says of its browser, as far as that can be seen without asking anybody.
 *
 * @throws {ChatError} `bad_field`.
 */
export function checkPushAddress(
  given: { endpoint: string; p256dh: string; auth: string },
  networks: readonly Network[],
): PushAddress {
  const endpoint = parseEndpoint(given.endpoint);
  if (endpoint === undefined || !mayBeMeant(endpoint, networks)) {
    throw new ChatError("bad_field", '"endpoint" must be the https address of a push service');
  }
  const publicKey = bytesIn(given.p256dh);
  if (publicKey?.length !== 65 || publicKey[0] !== 4) {
    throw new ChatError("bad_field", '"p256dh" must be 65 bytes in base64url that begin with 4');
  }
  const secret = bytesIn(given.auth);
  if (secret?.length !== 16) {
    throw new ChatError("bad_field", '"auth" must be 16 bytes in base64url');
  }
  return { endpoint: endpoint.url.href, publicKey, secret };
}

function bytesIn(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.fromBase64(text.replace(/=+$/, ""), { alphabet: "base64url" });
  } catch {
    return undefined; // whoever sent it is told
  }
}
