/** Serves browsers: reads requests from a connection and answers them until it becomes a WebSocket or ends. */
import { ERROR_SENTENCES, type ErrorCode } from "../../../protocol/errors.ts";
import { containAddress, type Network } from "../../access/network.ts";
import type { BucketSize } from "../../base/token_bucket.ts";
import type { LoadPageAssets } from "../../base/page_asset.ts";
import { plainReason } from "../../base/plain_reason.ts";
import { describe } from "../../base/worker_client.ts";
import type { Dispatcher } from "../../commands/dispatcher.ts";
import type { Services } from "../../commands/services.ts";
import type { AddressLimit } from "../../limits/address_limit.ts";
import { MAX_ANONYMOUS_DELAY_MS } from "../../limits/rates.ts";
import type { Transport } from "../../net/transport.ts";
import { addressBannedText } from "../../publish/measures.ts";
import type { Door } from "../door.ts";
import type { Reception } from "../reception.ts";
import { ApiEvents, STREAM_HEADERS } from "../api/api_events.ts";
import { ApiRequests } from "../api/api_requests.ts";
import { EventsDoor } from "../api/events_door.ts";
import { apiRefusal } from "../api/api_refusals.ts";
import { FileRoutes } from "../files/file_routes.ts";
import { Api } from "./api.ts";
import { Assets } from "./assets.ts";
import { Bearers } from "./bearers.ts";
import { originationOf } from "./forwarded.ts";
import { FramedLines } from "./framed_lines.ts";
import { loggedPath } from "./hook_routes.ts";
import { hasOwnPace, type Head, isApiPath, isFilesPath } from "./http_head.ts";
import { HttpError } from "./http_error.ts";
import { Origins } from "./origins.ts";
import { REQUEST_TIMES, RequestReader, type RequestTimes } from "./request_reader.ts";
import { RequestBody } from "./request_body.ts";
import { encodeResponse, headText, jsonResponse, type Response, textResponse } from "./response.ts";
import { Routes, type Streamed, type Upgrade } from "./routes.ts";
import { securityHeaders } from "./security_headers.ts";
import { answeredInLog } from "./logged_answer.ts";
import { Manners, type Visit } from "./visit.ts";
import { WebDoor, type WebDoorOptions } from "./web_door.ts";
import { WebStream } from "./web_stream.ts";

/** What a site is made of. */
export interface WebSiteOptions extends Pick<WebDoorOptions, "hello"> {
  services: Services;
  dispatcher: Dispatcher;
  reception: Pick<Reception, "receive" | "bucketOf" | "ratesOf">;
  /** Gives the files of the page; without it there are none. */
  pageAssets?: LoadPageAssets | undefined;
  /** Origins of the page; with none it is whatever host was asked. */
  origins: readonly string[];
  /** Who is believed about where requests come from. */
  trustedProxies: readonly Network[];
  /** Whether connections are encrypted, and whether browsers trust the certificate without asking. */
  isSecure: boolean;
  isVouchedFor(): boolean;
  /** Bounds the connections of one address, and of all, that are no WebSockets (yet). */
  sockets: AddressLimit;
  maxSockets: number;
  /** Limits logins over one connection. @default that of {@linkcode Manners} */
  loginRate?: BucketSize | undefined;
  /** Why whoever can choose had better ask another server; undefined when all is well. */
  notReady(): ErrorCode | undefined;
  /** Who answers lines of IRC that come in frames; undefined where nobody does. @default nobody */
  lineDoor?: () => Door | undefined;
  /**
   * Whether it has nothing but files, for those who bring a token with each request: no page, no
   * cookies. @default false
   */
  isForFilesAlone?: boolean;
  /** @default {@linkcode REQUEST_TIMES} */
  times?: RequestTimes;
}

/** What comes of the requests of one connection: a WebSocket, a stream of events, or nothing more. */
type Converted = Pick<Upgrade, "token" | "lines"> | Streamed | undefined;

/** The web door of a server, behind any number of ports. */
export class WebSite {
  readonly #options: WebSiteOptions;
  readonly #routes: Routes;
  readonly #door: WebDoorOptions;
  /** Connections that are no WebSockets. */
  readonly #streams = new Set<WebStream>();
  readonly #ended = new AbortController();
  #assets: Promise<Assets | undefined> | undefined;

  constructor(options: WebSiteOptions) {
    const { services, dispatcher, reception, hello } = options;
    const bearers = new Bearers(services, dispatcher);
    this.#options = options;
    this.#door = { dispatcher, hello, now: services.elapsed, delay: services.delay };
    this.#routes = new Routes({
      api: new Api(dispatcher, services),
      requests: new ApiRequests({ services, dispatcher, bearers, reception }),
      events: new ApiEvents(services, bearers),
      files: new FileRoutes(services, bearers),
      hooks: services.hooks.incoming,
      isForFilesAlone: options.isForFilesAlone ?? false,
      takesLines: () => options.lineDoor?.() !== undefined,
      assets: () => this.#assets ??= this.#load(),
      origins: new Origins(options.origins),
      notReady: options.notReady,
      banOf(address) {
        const ban = services.networkBans.find(address, services.journal.timeMs);
        return ban && addressBannedText(ban);
      },
    });
  }

  /** Not before somebody asks for the page: most of what is served may be something else. */
  async #load(): Promise<Assets | undefined> {
    try {
      return new Assets(await this.#options.pageAssets?.() ?? []);
    } catch (error) {
      this.#complain(`The page cannot be loaded: ${plainReason(error)}`);
      return undefined;
    }
  }

  /** Serves a connection until it ends; `rest` is what was read of it before. Never rejects. */
  async serve(transport: Transport, rest?: Uint8Array): Promise<void> {
    const stream = new WebStream(transport);
    if (rest !== undefined && rest.length > 0) stream.putBack(rest);
    const converted = await this.#serveRequests(stream);
    if (converted !== undefined) await this.#receive(stream, converted);
    stream.close();
    await stream.closed;
  }

  /** Waits for nothing itself: what does is kept in memory for as long as each connection. */
  #receive(stream: WebStream, converted: NonNullable<Converted>): Promise<void> {
    const { lineDoor, reception, services } = this.#options;
    if ("reading" in converted) {
      return reception.receive(
        stream,
        new EventsDoor({ ...this.#door, services }, converted.reading),
      );
    }
    const { lines, token } = converted;
    const door = lines && lineDoor?.();
    return lines !== undefined && door !== undefined
      ? reception.receive(new FramedLines(stream, lines), door)
      : reception.receive(stream, new WebDoor(this.#door, stream, token));
  }

  /** Ends what is no WebSocket; what is under way is answered if that takes no second. */
  close(): void {
    this.#ended.abort();
    for (const stream of this.#streams) stream.close();
  }

  /** Nothing of the requests is kept once the connection is a WebSocket. */
  async #serveRequests(stream: WebStream): Promise<Converted> {
    const { sockets, maxSockets, trustedProxies } = this.#options;
    const { address } = stream;
    const counts = !containAddress(trustedProxies, address);
    if (this.#streams.size >= maxSockets || counts && !sockets.enter(address)) {
      const refused = textResponse(503, ERROR_SENTENCES.too_many_connections);
      await this.#write(stream, refused, { isHead: false, isLast: true }).catch(() => {});
      return undefined;
    }
    this.#streams.add(stream);
    try {
      return await this.#converse(stream);
    } catch {
      // The connection broke.
      return undefined;
    } finally {
      this.#streams.delete(stream);
      if (counts) sockets.leave(address);
    }
  }

  async #converse(stream: WebStream): Promise<Converted> {
    const reader = new RequestReader(stream, this.#options.times ?? REQUEST_TIMES);
    const manners = new Manners(this.#options.loginRate);
    const peer = stream.address;
    for (;;) {
      const { services } = this.#options;
      const origin = () => originText(stream.address, stream.port);
      let head: Head | undefined;
      try {
        head = await reader.head();
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        const refusal = refusalOf(error, undefined);
        await answeredInLog(services, { head, origin }, async () => {
          await this.#write(stream, refusal, { isHead: false, isLast: true });
          return { status: refusal.status, answer: undefined };
        });
        return undefined;
      }
      if (head === undefined || stream.isClosing) return undefined;
      const asked = { head, stream, reader, manners, peer };
      const answer = await answeredInLog(services, { head, origin }, async () => {
        const answer = await this.#answer(asked);
        const status = "accepted" in answer
          ? 101
          : "reading" in answer
          ? 200
          : answer.response.status;
        const isLogged = "response" in answer && answer.response.isLogged === true;
        return { status, answer, isLogged };
      });
      if ("accepted" in answer) {
        await stream.writeAll(answer.accepted);
        // Without the head: it would be kept for as long as the connection.
        return { token: answer.token, lines: answer.lines };
      }
      if ("reading" in answer) {
        await stream.writeAll(this.#headOfStream());
        return answer;
      }
      const isLast = answer.isLast || head.isLast || manners.isFlooding || stream.isClosing;
      await this.#write(stream, answer.response, { isHead: head.method === "HEAD", isLast });
      if (isLast) return undefined;
      const { pauseMs } = manners;
      manners.pauseMs = 0;
      if (pauseMs > 0) await this.#options.services.delay(pauseMs, this.#ended.signal);
    }
  }

  async #answer(
    { head, stream, reader, manners, peer }: {
      head: Head;
      stream: WebStream;
      reader: RequestReader;
      manners: Manners;
      peer: string;
    },
  ): Promise<{ response: Response; isLast: boolean } | Upgrade | Streamed> {
    const body = new RequestBody(head, reader, stream);
    try {
      const visit = this.#visitOf(head, { stream, manners, peer });
      // Those who are known by their tokens have a pace of their own.
      if (!hasOwnPace(head.path)) await visit.pace();
      const answer = await this.#routes.answer(visit, body);
      if ("accepted" in answer || "reading" in answer) return answer;
      return { response: answer, isLast: !body.wasRead };
    } catch (error) {
      if (!(error instanceof HttpError)) {
        this.#complain(`A request to ${loggedPath(head.path)} failed: ${describe(error)}`);
        const response = refusalOf(new HttpError(500, ERROR_SENTENCES.internal), head);
        return { response, isLast: true };
      }
      // A proxy or an address that was set up wrongly is found by it.
      if (error.status === 421 || error.status === 403) {
        const { port } = stream;
        const origin = originText(stream.address, port);
        this.#options.services.log.write({ event: "refused", origin, reason: error.message });
      }
      return { response: refusalOf(error, head), isLast: !error.goesOn || !body.wasRead };
    }
  }

  #visitOf(
    head: Head,
    { stream, manners, peer }: { stream: WebStream; manners: Manners; peer: string },
  ): Visit {
    const { trustedProxies: trusted, isSecure, reception } = this.#options;
    const from = originationOf(head.fields, { peer, trusted });
    const { address } = from;
    stream.comesFrom(address);
    const bucket = reception.bucketOf(address);
    const ended = this.#ended.signal;
    return {
      head,
      address,
      origin: originText(address, stream.port),
      isSecure: isSecure || from.isSecure === true,
      bucket,
      // A proxy brings the requests of many.
      manners: from.isForwarded ? new Manners(this.#options.loginRate) : manners,
      pace: () => this.#pace({ bucket, ended }),
      ended,
    };
  }

  /** Waits for the turn of an address that asks too much, or refuses. */
  async #pace({ bucket, ended }: Pick<Visit, "bucket" | "ended">): Promise<void> {
    if (bucket === undefined) return;
    const { elapsed, delay } = this.#options.services;
    const waitMs = bucket.waitMs(elapsed());
    if (waitMs > MAX_ANONYMOUS_DELAY_MS) {
      throw new HttpError(429, ERROR_SENTENCES.slow_down, {
        headers: { "Retry-After": String(Math.ceil(waitMs / 1_000)) },
        goesOn: true,
      });
    }
    const delayMs = bucket.take(elapsed());
    if (delayMs > 0) await delay(delayMs, ended);
  }

  async #write(
    stream: WebStream,
    response: Response,
    how: { isHead: boolean; isLast: boolean },
  ): Promise<void> {
    const headers = { ...securityHeaders(this.#options.isVouchedFor()), ...response.headers };
    const nowMs = this.#options.services.now();
    const { body } = response;
    try {
      await stream.writeAll(encodeResponse({ ...response, headers }, { ...how, nowMs }));
      if (body instanceof Uint8Array || how.isHead) return;
      await body.send((bytes) => stream.writeAll(bytes));
    } finally {
      if (!(body instanceof Uint8Array)) body.close();
    }
  }

  #headOfStream(): Uint8Array {
    const headers = { ...securityHeaders(this.#options.isVouchedFor()), ...STREAM_HEADERS };
    return new TextEncoder().encode(headText(200, headers));
  }

  #complain(message: string): void {
    this.#options.services.log.write({ event: "error", message });
  }
}

function originText(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What is said about a request that cannot be answered, to a page as JSON and to people as text. */
function refusalOf(refusal: HttpError, head: Head | undefined): Response {
  const { status, message, headers } = refusal;
  if (isApiPath(head?.path ?? refusal.path ?? "")) return apiRefusal(refusal);
  const isJson = head !== undefined && (head.path.startsWith("/api/") || isFilesPath(head.path));
  if (!isJson) return textResponse(status, message, headers);
  const error = status === 429 ? "slow_down" : status === 500 ? "internal" : "bad_request";
  return jsonResponse(status, { ok: false, error, message }, headers);
}
