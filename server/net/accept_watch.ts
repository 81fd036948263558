/** Notices when a `node:net` server has stopped to accept, and has it listen again. */
import type { AddressInfo, Server, Socket } from "node:net";
import type { ListenOptions } from "./transport.ts";

/** How often it looks after the server has had many connections, and how long an answer may take. */
const LOOK_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 1_000;

/** From this share of the most connections on, running out of open files is possible. */
const SUSPICIOUS_SHARE = 1 / 4;

/** Where a server that listens on every address answers its own machine; no name has to be looked up. */
const LOOPBACK_OF: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** Options of an {@linkcode AcceptWatch}. */
export interface AcceptWatchOptions extends Pick<ListenOptions, "hostname" | "onError"> {
  maxConnections: number;
}

/**
 * Deno's `node:net` server stops to accept for good once it has run out of open files, without an
 * error event. After there were many connections this connects to its own server, and lets it listen
 * anew if that is not accepted. Connections that are there already stay as they are.
 */
export class AcceptWatch {
  readonly #server: Server;
  readonly #options: AcceptWatchOptions;
  readonly #ownPorts = new Set<number>();
  readonly #seenPorts = new Set<number>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #open = 0;
  #isSuspicious = false;
  #isLooking = false;
  #onSeen: (() => void) | undefined;
  #port = 0;

  constructor(server: Server, options: AcceptWatchOptions) {
    this.#server = server;
    this.#options = options;
  }

  /** Begins to look, once the server listens. */
  start(): void {
    this.#port = (this.#server.address() as AddressInfo).port;
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  /** Counts a connection that was accepted. */
  accepted(socket: Socket): void {
    this.#open += 1;
    if (this.#open >= this.#options.maxConnections * SUSPICIOUS_SHARE) this.#isSuspicious = true;
    socket.once("close", () => this.#open -= 1);
    // It may be accepted here before it is known there which port it has.
    if (this.#isLooking && socket.remotePort !== undefined) this.#seenPorts.add(socket.remotePort);
    this.#onSeen?.();
  }

  /** Whether a connection is one of its own questions. */
  isOwn(socket: Socket): boolean {
    return socket.remotePort !== undefined && this.#ownPorts.has(socket.remotePort);
  }

  /** Stops to look. */
  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (!this.#isSuspicious || this.#isLooking) return;
    this.#isLooking = true;
    try {
      // Listening again takes a file as well: while there is none it fails, with an error event.
      if (!this.#server.listening) this.#server.listen(this.#port, this.#options.hostname);
      else if (await this.#isAccepting()) {
        this.#isSuspicious = this.#open >= this.#options.maxConnections * SUSPICIOUS_SHARE;
      } else {
        this.#options.onError("The server did not accept connections any more; it listens again");
        this.#server.close();
        this.#server.listen(this.#port, this.#options.hostname);
      }
    } catch {
      // Not even a connection of its own can be had at the moment; the next look will tell.
    }
    this.#isLooking = false;
  }

  async #isAccepting(): Promise<boolean> {
    const { address } = this.#server.address() as AddressInfo;
    const hostname = LOOPBACK_OF[address] ?? address;
    using connection = await Deno.connect({ hostname, port: this.#port });
    const { port } = connection.localAddr;
    this.#ownPorts.add(port);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#onSeen = () => {
      if (this.#seenPorts.has(port)) resolve(true);
    };
    this.#onSeen();
    const timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
    const isAccepting = await promise;
    clearTimeout(timer);
    this.#onSeen = undefined;
    this.#seenPorts.clear();
    // Its end shows as a failed handshake a moment later.
    setTimeout(() => this.#ownPorts.delete(port), ANSWER_WITHIN_MS);
    return isAccepting;
  }
}
