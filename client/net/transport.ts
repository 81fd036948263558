/** The stream of bytes between client and server, and how the client opens it. */
import { lookup } from "node:dns/promises";
import { loopbackAddresses } from "../../protocol/loopback.ts";
import { type Clock, within } from "../base/clock.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import type { Address } from "./address.ts";
import { formatPlace } from "./address.ts";

/** An open stream of bytes, with or without TLS. */
export interface Transport {
  /**
   * What arrives; ends when the other side closes. When the connection breaks it throws, or ends as
   * well where the system does not tell the two apart.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Sends `text` after everything sent before; a failure shows at the end of `chunks`. */
  send(text: string): void;
  /** Resolves when what was sent has been handed to the system. */
  flushed(): Promise<void>;
  /** Closes at once; may be called more than once. */
  close(): void;
}

/** A stream that takes bytes, too, at the pace of the other side. */
export interface ByteTransport extends Transport {
  /**
   * Sends `bytes` after everything sent before; resolves when the system has taken them, and rejects
   * when it does not any more. One at a time; the bytes may be used again afterwards.
   */
  write(bytes: Uint8Array): Promise<void>;
}

/** Opens one IP address; `signal` ends the attempt. */
export type Dial<T extends Transport = Transport> = (ip: string, signal: AbortSignal) => Promise<T>;

/** What {@linkcode openTransport} needs besides the address. */
export interface OpenOptions<T extends Transport = Transport> {
  dial: Dial<T>;
  clock: Clock;
  /** @default 10_000 for all addresses of the host together */
  timeoutMs?: number;
  /** Whether what is connected to is a proxy, for what is said when that cannot be. @default false */
  isProxy?: boolean;
  /** Asks the system for the IP addresses of a host. @default `node:dns` */
  resolve?: (host: string) => Promise<string[]>;
}

/**
 * Looks the host up and tries its addresses one after the other.
 *
 * @throws {ClientFailure} with the exit code for "cannot connect" and a sentence that says what to
 * do, or what `dial` threw as a failure itself.
 */
export async function openTransport<T extends Transport>(
  place: Address,
  options: OpenOptions<T>,
): Promise<T> {
  const { clock, dial, isProxy = false, timeoutMs = 10_000, resolve = askSystem } = options;
  const deadlineMs = clock.nowMs() + timeoutMs;
  const ips = await within(clock, timeoutMs, lookUp(place.host, resolve));
  if (ips === undefined) throw cannotConnect(place, "the name lookup took too long");
  let last: unknown;
  for (const [index, ip] of ips.entries()) {
    // The remaining time is shared out, so that one dead address does not use up all of it.
    const limitMs = (deadlineMs - clock.nowMs()) / (ips.length - index);
    try {
      return await dialWithin(clock, limitMs, (signal) => dial(ip, signal));
    } catch (error) {
      if (error instanceof ClientFailure) throw error;
      // Somebody who refuses tells more than an address that this machine does not have.
      if (codeOf(last) !== "ECONNREFUSED") last = error;
    }
  }
  const sentence = sentenceFor(place, last, isProxy);
  throw new ClientFailure(EXIT.cannotConnect, sentence, { cause: last });
}

/** The sentence for a connection that never came about. */
function sentenceFor(place: Address, error: unknown, isProxy: boolean): string {
  const name = `${isProxy ? "the proxy " : ""}${formatPlace(place)}`;
  switch (codeOf(error)) {
    case "ECONNREFUSED":
      if (isProxy) return `Nobody answers at ${name}; check the address, or use --proxy none`;
      return `Nobody answers at ${name}; check the port, and that the server runs ` +
        `("chat serve --port ${place.port}")`;
    case "ETIMEDOUT":
      return `${name} did not answer in time; check the address, and that no firewall is in between`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `There is no way from here to ${name}; check this machine's network and the address`;
    default:
      return `Could not connect to ${name} (${reasonOf(error)}); check the address and the port`;
  }
}

async function askSystem(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

async function lookUp(
  host: string,
  resolve: (host: string) => Promise<string[]>,
): Promise<string[]> {
  const loopback = loopbackAddresses(host);
  if (loopback !== undefined) return loopback;
  try {
    const found = await resolve(host);
    if (found.length > 0) return found;
  } catch (cause) {
    throw unknownHost(host, cause);
  }
  throw unknownHost(host, undefined);
}

async function dialWithin<T>(
  clock: Clock,
  limitMs: number,
  dial: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancel = clock.setTimer(
    limitMs,
    () => controller.abort(Object.assign(new Error("timed out"), { code: "ETIMEDOUT" })),
  );
  try {
    return await dial(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    cancel();
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof Deno.errors.ConnectionRefused) return "ECONNREFUSED";
  if (error instanceof Deno.errors.TimedOut) return "ETIMEDOUT";
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function unknownHost(host: string, cause: unknown): ClientFailure {
  return new ClientFailure(
    EXIT.cannotConnect,
    `There is no host called ${host}; check the spelling, or use its IP address`,
    { cause },
  );
}

function cannotConnect(place: Address, why: string): ClientFailure {
  return new ClientFailure(
    EXIT.cannotConnect,
    `Could not connect to ${formatPlace(place)}: ${why}; check this machine's network`,
  );
}
