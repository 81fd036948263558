/** One request to a push service: to the address that was looked at, once, without following anything. */
import { lookup } from "node:dns/promises";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Network, parseAddress } from "../access/network.ts";
import { type Endpoint, isAllowed } from "./endpoint.ts";

/** So long may it take altogether, in milliseconds. */
const LIMIT_MS = 15_000;

/** So much of an answer is read: no more than its head matters. */
const MAX_ANSWER_BYTES = 16_384;

/** What is sent. */
export interface PushRequest {
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
  signal: AbortSignal;
}

/** What a push service answered. */
export interface PushAnswer {
  status: number;
  /** After how many seconds it wants to be asked again, if it says so. */
  retryAfterS: number | undefined;
}

/** The endpoint leads where nothing is pushed to. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/**
 * Sends a POST and reads the head of the answer. Redirects are answers like others.
 *
 * @throws {ForbiddenAddress} when the name stands for no address that may be reached; whatever goes
 * wrong on the way otherwise.
 */
export async function postPush(request: PushRequest, options: PostOptions): Promise<PushAnswer> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(LIMIT_MS)]);
  const address = await unlessAborted(addressOf(request.endpoint, options.networks), signal);
  const socket = open(request.endpoint, address, options);
  try {
    return await unlessAborted(exchange(socket, request), signal);
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
    throw new ForbiddenAddress(`${endpoint.host} is no push service out in the internet`);
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

function exchange(socket: Socket, request: PushRequest): Promise<PushAnswer> {
  return new Promise((resolve, reject) => {
    let head = "";
    socket.on("error", reject);
    socket.once("close", () => reject(new Error("the push service closed the connection")));
    socket.on("data", (bytes: Uint8Array) => {
      head += new TextDecoder("latin1").decode(bytes);
      const end = head.indexOf("\r\n\r\n");
      if (end >= 0) {
        const answer = answerOf(head.slice(0, end));
        if (answer === undefined) reject(new Error("the push service does not speak HTTP"));
        else resolve(answer);
      } else if (head.length > MAX_ANSWER_BYTES) {
        reject(new Error("the push service answers too much"));
      }
    });
    const send = () => socket.write(bytesOf(request));
    if (request.endpoint.isEncrypted) socket.once("secureConnect", send);
    else socket.once("connect", send);
  });
}

function bytesOf({ body, endpoint: { url }, headers }: PushRequest): Uint8Array {
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

function answerOf(head: string): PushAnswer | undefined {
  const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(head)?.[1];
  if (status === undefined) return undefined;
  const seconds = /^retry-after:[ \t]*(\d{1,6})[ \t]*$/im.exec(head)?.[1];
  return {
    status: Number(status),
    retryAfterS: seconds === undefined ? undefined : Number(seconds),
  };
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
