/** Where a request of the server goes that somebody else has named: taken apart, and judged. */
import { contains, type Network, parseAddress } from "../../access/network.ts";
import { isPublicAddress } from "./public_address.ts";

/** Longest address that anything is sent to. */
const MAX_ENDPOINT_LENGTH = 2_048;

const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/** An endpoint taken apart. */
export interface Endpoint {
  url: URL;
  /** A name, or an address without brackets. */
  host: string;
  port: number;
  isEncrypted: boolean;
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
 * Whether an endpoint may be meant, as far as that can be seen without asking anybody: what its name
 * stands for is judged when something is sent.
 */
export function mayBeMeant(endpoint: Endpoint, networks: readonly Network[]): boolean {
  const address = parseAddress(endpoint.host);
  if (address === undefined) return networks.length > 0 || isOrdinary(endpoint);
  return isAllowed(endpoint, address, networks);
}

/**
 * Whether what goes to this endpoint may go to this address. What is public is reached by https on its
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
