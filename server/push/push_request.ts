/**
 * One request to a push service (RFC 8030). The address is whatever a browser said, so it may lead
 * anywhere: it is looked up here, judged, and connected to as it was judged; nothing is followed.
 */
import { contains, type Network, parseAddress } from "../access/network.ts";
import { isPublicAddress } from "../access/public_networks.ts";

/** Longest address of a subscription. */
export const MAX_ENDPOINT_LENGTH = 1_000;

/** How long a request may take altogether, in milliseconds. */
const REQUEST_MS = 10_000;

/** Most bytes of an answer that are looked at: its first line is in them. */
const MAX_ANSWER_BYTES = 4_096;

/** What is sent. */
export interface PushRequest {
  endpoint: URL;
  /** By their names. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** From where and to where. */
export interface PushRequestOptions {
  /** Networks that are no part of the internet, and may be connected to all the same. */
  networks: readonly Network[];
  /** Certificates in PEM that are trusted besides those of the system. @default none */
  caCerts?: string[];
  /** The addresses of a name. @default what the system says */
  lookUp?(name: string): Promise<string[]>;
}

/** The address cannot be pushed to: it is no public one, or there is none. */
export class PushAddressError extends Error {
  override readonly name = "PushAddressError";
}

/** The address of a subscription, if it can be one: https, without a name, a password or a fragment. */
export function endpointOf(text: string): URL | undefined {
  if (text.length > MAX_ENDPOINT_LENGTH || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.username === "" && url.password === "" && url.hash === "";
  return url.protocol === "https:" && isPlain ? url : undefined;
}

/**
 * Sends a request and returns the status of the answer; nothing else of it is looked at.
 *
 * @throws {PushAddressError} when the address is not to be connected to; any other error when the
 * service cannot be reached in time.
 */
export async function sendPush(
  { endpoint, headers, body }: PushRequest,
  options: PushRequestOptions,
): Promise<number> {
  const { hostname } = endpoint;
  const name = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  const address = await addressOf(name, options);
  let connection: Deno.Conn | undefined;
  const timer = setTimeout(() => closeQuietly(connection), REQUEST_MS);
  try {
    const tcp = await within(
      Deno.connect({ hostname: address, port: Number(endpoint.port || 443) }),
    );
    connection = tcp;
    const { caCerts = [] } = options;
    const tls = await Deno.startTls(tcp, { hostname: name, caCerts, alpnProtocols: ["http/1.1"] });
    connection = tls;
    const head = Object.entries({
      Host: endpoint.host,
      ...headers,
      "Content-Length": String(body.length),
      Connection: "close",
    }).map(([field, value]) => `${field}: ${value}\r\n`).join("");
    const line = `POST ${endpoint.pathname}${endpoint.search} HTTP/1.1\r\n`;
    await writeAll(tls, new TextEncoder().encode(`${line}${head}\r\n`));
    await writeAll(tls, body);
    return await statusFrom(tls);
  } finally {
    clearTimeout(timer);
    closeQuietly(connection);
  }
}

/** The address that a name has now, the first of those that may be connected to. */
async function addressOf(
  name: string,
  { networks, lookUp = lookUpBySystem }: PushRequestOptions,
): Promise<string> {
  const addresses = parseAddress(name) === undefined ? await within(lookUp(name)) : [name];
  const allowed = addresses.find((address) => {
    const found = parseAddress(address);
    return isPublicAddress(address) ||
      found !== undefined && networks.some((network) => contains(network, found));
  });
  if (allowed === undefined) throw new PushAddressError(`${name} is no public address`);
  return allowed;
}

async function lookUpBySystem(name: string): Promise<string[]> {
  const found = await Promise.allSettled([
    Deno.resolveDns(name, "A"),
    Deno.resolveDns(name, "AAAA"),
  ]);
  return found.flatMap((answer) => answer.status === "fulfilled" ? answer.value : []);
}

/** Gives up waiting after the time of a request; what comes of it later is closed. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("The push service does not answer"));
      work.then((late) => closeQuietly(late), () => {});
    }, REQUEST_MS);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
}

async function statusFrom(connection: Deno.Conn): Promise<number> {
  const buffer = new Uint8Array(MAX_ANSWER_BYTES);
  let length = 0;
  while (length < buffer.length) {
    const count = await connection.read(buffer.subarray(length));
    if (count === null) break;
    length += count;
    const text = new TextDecoder("latin1").decode(buffer.subarray(0, length));
    if (!text.includes("\r\n")) continue;
    const [, status] = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(text) ?? [];
    if (status !== undefined) return Number(status);
    break;
  }
  throw new Error("The push service does not speak HTTP/1.1");
}

function closeQuietly(connection: unknown): void {
  try {
    if (connection !== undefined) (connection as Deno.Conn).close();
  } catch {
    // It is closed already, or no connection.
  }
}
