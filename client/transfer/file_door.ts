/** The way to the files of a server: connections of their own, which become HTTP after the hello. */
import { type Clock, within } from "../base/clock.ts";
import { ClientFailure, ConnectionLost, EXIT } from "../base/failure.ts";
import { formatPlace } from "../net/address.ts";
import { decodeIncoming, parseObject } from "../net/incoming.ts";
import { openStream, type StreamTarget } from "../net/open_stream.ts";
import { refusalOf } from "../net/refusal.ts";
import type { ByteTransport } from "../net/transport.ts";
import { failureFor } from "../link/last_word.ts";
import { BadAnswer, ByteSource } from "./http/byte_source.ts";
import { HttpConnection } from "./http/http_connection.ts";

/** Longest line before HTTP begins, and how many of them. */
const MAX_LINE_BYTES = 1_048_576;
const MAX_LINES = 16;
const HELLO_LIMIT_MS = 10_000;
/** A connection that nobody uses is closed after this. */
const IDLE_MS = 5_000;

/** Opens connections, and keeps those that are free for a moment; as many as are asked for. */
export class FileDoor {
  readonly #target: StreamTarget;
  readonly #clock: Clock;
  readonly #free: HttpConnection[] = [];
  #cancelIdle = () => {};

  constructor(target: StreamTarget, clock: Clock) {
    this.#target = target;
    this.#clock = clock;
  }

  /**
   * A connection that nobody else has; it has to be given back.
   *
   * @throws {ClientFailure} when it cannot be made; {ConnectionLost} when it breaks.
   */
  async take(): Promise<HttpConnection> {
    for (let free = this.#free.pop(); free !== undefined; free = this.#free.pop()) {
      if (free.isFree) return free;
    }
    return await this.#open();
  }

  /** Closes a connection that was taken, or keeps it for the next one. */
  giveBack(connection: HttpConnection): void {
    if (!connection.isFree) return connection.close();
    this.#free.push(connection);
    this.#cancelIdle();
    this.#cancelIdle = this.#clock.setTimer(IDLE_MS, () => this.close());
  }

  /** Closes what is free. */
  close(): void {
    this.#cancelIdle();
    for (const connection of this.#free.splice(0)) connection.close();
  }

  async #open(): Promise<HttpConnection> {
    const transport = await openStream(this.#target, this.#clock);
    try {
      const source = new ByteSource(transport.chunks);
      const isReady = await within(
        this.#clock,
        HELLO_LIMIT_MS,
        this.#becomeHttp(transport, source),
      );
      if (isReady !== true) throw new ConnectionLost("the server says nothing");
      const { place } = this.#target;
      const host = place.host.includes(":") ? `[${place.host}]` : place.host;
      return new HttpConnection({
        transport,
        source,
        host: `${host}:${place.port}`,
        clock: this.#clock,
      });
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  async #becomeHttp(transport: ByteTransport, source: ByteSource): Promise<true> {
    for (let lines = 0, isAsked = false; lines < MAX_LINES; lines++) {
      const line = new TextDecoder().decode(
        Uint8Array.from(await source.line(MAX_LINE_BYTES), (character) => character.charCodeAt(0)),
      );
      const incoming = decodeIncoming(line);
      if (incoming?.kind === "event" && incoming.event.event === "closing") {
        throw failureFor(incoming.event) ?? new ConnectionLost("the server closed the connection");
      }
      if (incoming?.kind === "event" && incoming.event.event === "hello" && !isAsked) {
        if (parseObject(line)?.["files"] === undefined) throw this.#takesNone();
        isAsked = true;
        transport.send('{"action":"http"}\n');
      } else if (incoming?.kind === "answer") {
        if (incoming.ok) return true;
        throw refusalOf(incoming.fields);
      }
    }
    throw new BadAnswer("the server does not say that it takes files now");
  }

  #takesNone(): ClientFailure {
    const { place } = this.#target;
    return new ClientFailure(EXIT.error, `The server at ${formatPlace(place)} takes no files`);
  }
}
