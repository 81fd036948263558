/** Answers HTTP-01 on a port of its own, which is open while an authority looks (RFC 8555, section 8.3). */
import { loopbackAddresses } from "../../protocol/loopback.ts";
import { plainReason } from "../base/plain_reason.ts";
import { listenPlain } from "../net/plain_listener.ts";
import type { Listener, Transport } from "../net/transport.ts";
import { AcmeError } from "./acme_error.ts";

/** Connections at once; an authority looks from a handful of places. More are closed. */
const MAX_CONNECTIONS = 64;

/** Bytes of a request up to its empty line, and how long it may take. */
const MAX_REQUEST_BYTES = 4_096;
const REQUEST_WITHIN_MS = 10_000;

const REQUEST_LINE =
  /^GET \/\.well-known\/acme-challenge\/([A-Za-z0-9_-]{1,512}) HTTP\/1\.[01]\r\n/;

/** Options of {@linkcode HttpChallengeDesk}. */
export interface HttpChallengeOptions {
  host: string;
  port: number;
  /** Called with what went wrong with a connection. */
  onError(message: string): void;
}

/** What the authority will look for. */
export interface ChallengeAnswer {
  token: string;
  /** The token and the fingerprint of the account's key (section 8.1). */
  keyAuthorization: string;
}

/** Knows what to answer for each token, and nothing else. */
export class HttpChallengeDesk {
  readonly #options: HttpChallengeOptions;
  readonly #answers = new Map<string, string>();
  readonly #connections = new Set<Transport>();
  #listener: Listener | undefined;

  constructor(options: HttpChallengeOptions) {
    this.#options = options;
  }

  /** The port that it listens on; 0 while it does not. */
  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /**
   * Begins to answer.
   *
   * @throws {AcmeError} when it cannot.
   */
  open(): void {
    const { host, onError, port } = this.#options;
    try {
      this.#listener = listenPlain({
        hostname: loopbackAddresses(host)?.[0] ?? host,
        port,
        onConnection: (transport) => void this.#serve(transport),
        onError,
      });
    } catch (cause) {
      throw new AcmeError(cannotListen(this.#options, cause), { cause });
    }
  }

  /** Gives that answer from now on. */
  offer({ keyAuthorization, token }: ChallengeAnswer): void {
    this.#answers.set(token, keyAuthorization);
  }

  /** Forgets every answer and gives none any more. May be called more than once. */
  close(): void {
    this.#listener?.close();
    this.#listener = undefined;
    this.#answers.clear();
    for (const transport of this.#connections) transport.close();
  }

  async #serve(transport: Transport): Promise<void> {
    if (this.#connections.size >= MAX_CONNECTIONS) return transport.close();
    this.#connections.add(transport);
    const timer = setTimeout(() => transport.close(), REQUEST_WITHIN_MS);
    try {
      const request = await readRequest(transport);
      if (request === undefined) return;
      const token = REQUEST_LINE.exec(request)?.[1] ?? "";
      const answer = this.#answers.get(token);
      const text = answer === undefined
        ? response("404 Not Found", "There is nothing here.\n")
        : response("200 OK", answer);
      let rest = new TextEncoder().encode(text);
      while (rest.length > 0) rest = rest.subarray(await transport.write(rest));
    } catch {
      // Who asks has gone, or was too slow; whoever really looks asks again.
    } finally {
      clearTimeout(timer);
      this.#connections.delete(transport);
      transport.close();
    }
  }
}

/** A request up to its empty line; undefined when there is none, or it is too long. */
async function readRequest(transport: Transport): Promise<string | undefined> {
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const bytes = await transport.read();
    if (bytes === null || text.length + bytes.length > MAX_REQUEST_BYTES) return undefined;
    text += String.fromCharCode(...bytes);
  }
  return text;
}

function response(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: application/octet-stream\r\n` +
    `content-length: ${body.length}\r\nx-content-type-options: nosniff\r\n` +
    `connection: close\r\n\r\n${body}`;
}

function cannotListen({ host, port }: HttpChallengeOptions, cause: unknown): string {
  if (cause instanceof Deno.errors.AddrInUse) {
    return `Port ${port} is in use by another program, so the authority cannot look there; stop it, ` +
      "or have it pass /.well-known/acme-challenge/ on to the port of --acme-http";
  }
  if (cause instanceof Deno.errors.PermissionDenied) {
    return `Not allowed to listen on port ${port}, where the authority looks; allow it ` +
      "(AmbientCapabilities=CAP_NET_BIND_SERVICE), or have port 80 lead to the port of --acme-http";
  }
  return `Cannot listen on ${host}:${port}, where the authority looks (${plainReason(cause)}); ` +
    "check --acme-http";
}
