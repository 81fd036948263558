/** One POST to somewhere that others have named: to the address that was looked at, following nothing. */
import { lookup } from "node:dns/promises";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Network, parseAddress } from "../../access/network.ts";
import { AnswerReader, type ReadAnswer } from "./answer_reader.ts";
import { type Endpoint, isAllowed } from "./endpoint.ts";

/** So long may it take altogether, in milliseconds. */
const LIMIT_MS = 15_000;

/** What is sent. */
export interface OutboundRequest {
  endpoint: Endpoint;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** How it is sent. */
export interface PostOptions {
  /** Networks that may be reached though they are not public. */
  networks: readonly Network[];
  /** Certificates in PEM of authorities to believe. @default those that everybody believes */
  authorities?: readonly string[] | undefined;
  /** Most bytes of the body that are read; of a larger one nothing is kept. @default 0 */
  maxBodyBytes?: number;
  signal: AbortSignal;
}

/** The endpoint leads where nothing is sent to. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/**
 * Sends a POST and reads the answer, as much of it as is wanted. Redirects are answers like others.
 *
 * @throws {ForbiddenAddress} when the name stands for no address that may be reached; whatever goes
 * wrong on the way otherwise.
 */
export async function postOutbound(
  request: OutboundRequest,
  options: PostOptions,
): Promise<ReadAnswer> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(LIMIT_MS)]);
  const address = await unlessAborted(addressOf(request.endpoint, options.networks), signal);
  const socket = open(request.endpoint, address, options);
  try {
    return await unlessAborted(exchange(socket, request, options.maxBodyBytes ?? 0), signal);
  } finally {
    socket.on("error", () => {}); // it is being thrown away
    socket.destroy();
  }
}

/** The first address of the host that may be reached: the connection goes to it and to no other. */
async function addressOf(endpoint: Endpoint, networks: readonly Network[]): Promise<string> {
  const addresses = parseAddress(endpoint.host) === undefined
    ? (await lookup(endpoint.host, { all: true })).map(({ address }) => address)
    : [endpoint.host];
  const found = addresses.find((text) => {
    const address = parseAddress(text);
    return address !== undefined && isAllowed(endpoint, address, networks);
  });
  if (found === undefined) {
    throw new ForbiddenAddress(`${endpoint.host} stands for nothing out in the internet`);
  }
  return found;
}

function open(
  { host, isEncrypted, port }: Endpoint,
  address: string,
  options: PostOptions,
): Socket {
  if (!isEncrypted) return connectPlain({ host: address, port });
  return connectTls({
    host: address,
    port,
    // The certificate has to be for the name, whatever address it stands for.
    servername: parseAddress(host) === undefined ? host : "",
    minVersion: "TLSv1.2",
    ...(options.authorities === undefined ? {} : { ca: [...options.authorities] }),
  });
}

function exchange(
  socket: Socket,
  request: OutboundRequest,
  maxBodyBytes: number,
): Promise<ReadAnswer> {
  return new Promise((resolve, reject) => {
    const reader = new AnswerReader(maxBodyBytes);
    socket.on("error", reject);
    socket.once("close", () => {
      const answer = reader.end();
      if (answer === undefined) reject(new Error("the other side closed the connection"));
      else resolve(answer);
    });
    socket.on("data", (bytes: Uint8Array) => {
      try {
        const answer = reader.take(bytes);
        if (answer !== undefined) resolve(answer);
      } catch (error) {
        reject(error);
      }
    });
    const send = () => socket.write(bytesOf(request));
    if (request.endpoint.isEncrypted) socket.once("secureConnect", send);
    else socket.once("connect", send);
  });
}

function bytesOf({ body, endpoint: { url }, headers }: OutboundRequest): Uint8Array {
  const lines = [
    `POST ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${body.length}`,
    "Connection: close",
  ];
  const head = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
    work.catch(() => {}); // nobody waits for it any more
  }
}
