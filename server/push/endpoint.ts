/** Where a push goes: what a client says of its push service is checked before anything is sent there. */
import { ChatError } from "../../protocol/errors.ts";
import { contains, type Network, parseAddress } from "../access/network.ts";
import { isPublicAddress } from "./public_address.ts";

/** Longest address of a browser at its push service. */
const MAX_ENDPOINT_LENGTH = 2_048;

const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/** What a browser is reached by (RFC 8291): where, its key, and its secret. */
export interface PushAddress {
  endpoint: string;
  /** A point on P-256, not compressed: 65 bytes. */
  publicKey: Uint8Array<ArrayBuffer>;
  /** 16 bytes. */
  secret: Uint8Array<ArrayBuffer>;
}

/** An endpoint taken apart. */
export interface Endpoint {
  url: URL;
  /** A name, or an address without brackets. */
  host: string;
  port: number;
  isEncrypted: boolean;
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
  const address = endpoint && parseAddress(endpoint.host);
  const isMeant = endpoint !== undefined &&
    (address === undefined
      ? networks.length > 0 || isOrdinary(endpoint)
      : isAllowed(endpoint, address, networks));
  if (!isMeant) {
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

/** Takes an endpoint apart; undefined for what is none. */
export function parseEndpoint(text: string): Endpoint | undefined {
  if (text.length > MAX_ENDPOINT_LENGTH || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isEncrypted = url.protocol === "https:";
  if (!isEncrypted && url.protocol !== "http:") return undefined;
  if (url.username !== "" || url.password !== "" || url.hostname === "") return undefined;
  url.hash = "";
  return {
    url,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (isEncrypted ? HTTPS_PORT : HTTP_PORT) : Number(url.port),
    isEncrypted,
  };
}

/**
 * Whether a push to this endpoint may go to this address. What is public is reached by https on its
 * usual port alone; in the networks that whoever runs the server has named anything goes.
 */
export function isAllowed(
  endpoint: Endpoint,
  address: Network,
  networks: readonly Network[],
): boolean {
  if (networks.some((network) => contains(network, address))) return true;
  return isPublicAddress(address) && isOrdinary(endpoint);
}

function isOrdinary({ isEncrypted, port }: Endpoint): boolean {
  return isEncrypted && port === HTTPS_PORT;
}

function bytesIn(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.fromBase64(text.replace(/=+$/, ""), { alphabet: "base64url" });
  } catch {
    return undefined; // whoever sent it is told
  }
}
