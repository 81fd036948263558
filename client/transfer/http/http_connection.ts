/** A connection that speaks HTTP/1.1 as a client: one request after the other, nothing followed. */
import { type Clock, within } from "../../base/clock.ts";
import { ConnectionLost, reasonOf } from "../../base/failure.ts";
import type { ByteTransport } from "../../net/transport.ts";
import { BadAnswer, type ByteSource } from "./byte_source.ts";
import { readBody } from "./response_body.ts";
import { bodyLengthOf, readHead, type ResponseHead } from "./response_head.ts";

/** So long may nothing move in a body, and so long an answer may take. */
const STALL_LIMIT_MS = 30_000;
const ANSWER_LIMIT_MS = 180_000;
/** So long an answer may still come when the server takes nothing more. */
const LAST_WORD_LIMIT_MS = 1_000;

/** What a request sends along. */
export interface RequestBody {
  readonly bytes: number;
  /** Exactly so many bytes; each piece is used up before the next one is asked for. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** One request. Fields must not have line ends in them. */
export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

/** An answer; its body has to be read to its end before the next request. */
export interface HttpResponse extends ResponseHead {
  /** Bytes of the body where the head says so. */
  readonly bytes: number | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What a connection is made of. */
export interface HttpConnectionOptions {
  transport: ByteTransport;
  /** What is read of the transport from here on. */
  source: ByteSource;
  /** For the field `Host`. */
  host: string;
  clock: Clock;
}

/** Bounded in time: what stands still for too long is closed. */
export class HttpConnection {
  readonly #options: HttpConnectionOptions;
  #isOpen = true;
  #isBusy = false;
  #cancelWatch = () => {};

  constructor(options: HttpConnectionOptions) {
    this.#options = options;
  }

  /** Whether another request can be made. */
  get isFree(): boolean {
    return this.#isOpen && !this.#isBusy;
  }

  /**
   * Makes a request; resolves with the head of its answer, which may come before all of the body was
   * sent: then the rest stays here and the connection ends with this answer.
   *
   * @throws {ConnectionLost} without a whole answer; {BadAnswer} when it is none.
   */
  async request(request: HttpRequest): Promise<HttpResponse> {
    if (!this.isFree) throw new ConnectionLost("the connection is closed");
    this.#isBusy = true;
    try {
      const answer = readHead(this.#options.source);
      answer.catch(() => {}); // whoever waits for it is told below
      const isSent = await this.#send(request, answer);
      this.#watch(ANSWER_LIMIT_MS);
      const head = await answer;
      return this.#response(head, request.method, isSent);
    } catch (error) {
      this.close();
      throw lossOf(error);
    }
  }

  /** Ends the connection; what is under way fails. */
  close(): void {
    this.#cancelWatch();
    this.#isOpen = false;
    this.#options.transport.close();
  }

  /** Returns whether all of the request was sent. */
  async #send(request: HttpRequest, answer: Promise<ResponseHead>): Promise<boolean> {
    const { host, transport } = this.#options;
    const { body, fields, method, path } = request;
    const length = body === undefined ? {} : { "Content-Length": String(body.bytes) };
    const lines = Object.entries({ Host: host, ...fields, ...length })
      .map(([name, value]) => `${name}: ${value}\r\n`);
    this.#watch(STALL_LIMIT_MS);
    const settled = answer.then(() => "answered" as const, () => "answered" as const);
    const write = async (bytes: Uint8Array) => {
      const written = transport.write(bytes).then(() => "written" as const);
      written.catch(() => {}); // an answer may say more
      const first = await Promise.race([written, settled]);
      this.#watch(STALL_LIMIT_MS);
      return first === "written";
    };
    try {
      const head = new TextEncoder().encode(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
      if (!await write(head)) return body === undefined;
      for await (const piece of body?.pieces ?? []) if (!await write(piece)) return false;
      return true;
    } catch (error) {
      if (!(error instanceof SourceFailed)) {
        // The server may have said why it does not read on.
        const said = answer.then(() => true, () => false);
        if (await within(this.#options.clock, LAST_WORD_LIMIT_MS, said)) return false;
      }
      throw error;
    }
  }

  #response(head: ResponseHead, method: string, isSent: boolean): HttpResponse {
    const length = bodyLengthOf(head, method);
    const isLasting = head.isLasting && isSent && length.kind !== "to-end";
    return {
      ...head,
      bytes: length.kind === "bytes" ? length.bytes : undefined,
      body: this.#body(readBody(this.#options.source, length), isLasting),
    };
  }

  async *#body(pieces: AsyncIterable<Uint8Array>, isLasting: boolean): AsyncGenerator<Uint8Array> {
    let isWhole = false;
    try {
      this.#watch(STALL_LIMIT_MS);
      for await (const piece of pieces) {
        yield piece;
        this.#watch(STALL_LIMIT_MS);
      }
      isWhole = true;
    } catch (error) {
      throw lossOf(error);
    } finally {
      this.#cancelWatch();
      if (isWhole && isLasting) this.#isBusy = false;
      else this.close();
    }
  }

  #watch(limitMs: number): void {
    this.#cancelWatch();
    this.#cancelWatch = this.#options.clock.setTimer(limitMs, () => this.close());
  }
}

/** What is sent could not be read: the server has no part in it. */
export class SourceFailed extends Error {
  override readonly name = "SourceFailed";
}

function lossOf(error: unknown): Error {
  if (error instanceof BadAnswer || error instanceof SourceFailed) return error;
  if (error instanceof ConnectionLost) return error;
  return new ConnectionLost(reasonOf(error), { cause: error });
}
