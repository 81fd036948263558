/** What is answered to each request over HTTP, and which of them goes on as a WebSocket. */
import { ChatError, type ErrorCode } from "../../../protocol/errors.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { apiRefusal } from "../api/api_refusals.ts";
import { type ApiEvents, EVENTS_PATH } from "../api/api_events.ts";
import type { ApiRequests } from "../api/api_requests.ts";
import { openApi, OPENAPI_PATH } from "../api/openapi.ts";
import type { Reading } from "../api/events_door.ts";
import type { FileRoutes } from "../files/file_routes.ts";
import type { IncomingHooks } from "../../hooks/incoming.ts";
import type { Assets } from "./assets.ts";
import { type Api, type ApiAction, apiAction } from "./api.ts";
import { tokenIn } from "./cookies.ts";
import { LINE_PROTOCOLS, type LineProtocol } from "./framed_lines.ts";
import { subprotocolOf, switchProtocols } from "./handshake.ts";
import { answerHook, isHooksPath } from "./hook_routes.ts";
import { HttpError } from "./http_error.ts";
import type { Origins } from "./origins.ts";
import { hasOwnPace, isApiPath, isFilesPath } from "./http_head.ts";
import type { RequestBody } from "./request_body.ts";
import { jsonResponse, type Response } from "./response.ts";
import type { Visit } from "./visit.ts";

/** Where the WebSocket is opened. */
export const SOCKET_PATH = "/ws";

/** Where it is told whether the server can store what is said, and whether it answers at all. */
const READY_PATHS: ReadonlySet<string> = new Set(["/health", "/health/ready"]);
const LIVE_PATH = "/health/live";

/** A request that goes on as a stream of events. */
export interface Streamed {
  reading: Reading;
}

/** A request that goes on as a WebSocket. */
export interface Upgrade {
  /** The head of the answer. */
  accepted: Uint8Array;
  /** The token of the browser's session. */
  token: string | undefined;
  /** Under which name lines of IRC come in its frames; undefined for the native protocol. */
  lines: LineProtocol | undefined;
}

/** What routes lead to. */
export interface RoutesOptions {
  api: Api;
  requests: ApiRequests;
  events: ApiEvents;
  files: FileRoutes;
  hooks: Pick<IncomingHooks, "take">;
  /** Whether there are files and nothing else. */
  isForFilesAlone: boolean;
  /** Whether lines of IRC are answered in frames. */
  takesLines(): boolean;
  /** Gives the files of the page; undefined when they could not be loaded. */
  assets(): Promise<Assets | undefined>;
  origins: Origins;
  /** Why whoever can choose had better ask another server; undefined when all is well. */
  notReady(): ErrorCode | undefined;
  /** What is said to an address that is banned; undefined when it is not. */
  banOf(address: string): string | undefined;
}

/** Decides by the path; what it throws is an {@linkcode HttpError}, unless the program has a fault. */
export class Routes {
  readonly #options: RoutesOptions;
  /** What the API is, once somebody has asked: it is the same each time. */
  #document: Response | undefined;

  constructor(options: RoutesOptions) {
    this.#options = options;
  }

  /** Answers a request; `body` reads what comes after its head. */
  async answer(visit: Visit, body: RequestBody): Promise<Response | Upgrade | Streamed> {
    const { head: { path, method, fields }, address } = visit;
    if (this.#options.isForFilesAlone) return await this.#filesAlone(visit, body);
    if (READY_PATHS.has(path) || path === LIVE_PATH) return this.#health(method, path);
    if (!this.#options.origins.knowsHost({ host: visit.head.host, isSecure: visit.isSecure })) {
      await paceEarly(visit);
      throw new HttpError(421, "This server does not answer as this host; see --web-origin");
    }
    // Whoever comes to talk is told so there, in a way that a page understands.
    const lines = this.#options.takesLines()
      ? subprotocolOf(visit.head, LINE_PROTOCOLS)
      : undefined;
    if (path === SOCKET_PATH || lines !== undefined) return await this.#upgrade(visit, lines);
    if (isApiPath(path)) return await this.#request(visit, body);
    const ban = this.#options.banOf(address);
    if (ban !== undefined) {
      await paceEarly(visit);
      throw new HttpError(403, ban);
    }
    if (isFilesPath(path)) return await this.#files(visit, body);
    if (isHooksPath(path)) {
      if (method !== "POST") throw wrongMethod("POST");
      return await answerHook(this.#options.hooks, visit, body);
    }
    const action = apiAction(path);
    if (action !== undefined) return await this.#act(action, visit, body);
    const assets = await this.#options.assets();
    if (assets === undefined) {
      throw new HttpError(503, "The page could not be loaded; the log of the server says why");
    }
    const found = assets.answer(path, fields);
    if (found === undefined) throw notFound();
    if (method === "POST") throw wrongMethod("GET, HEAD");
    return found;
  }

  /** Cookies count for nothing here, so nobody can make a browser ask for somebody else. */
  async #request(visit: Visit, body: RequestBody): Promise<Response | Streamed> {
    const { fields, path } = visit.head;
    const ban = this.#options.banOf(visit.address);
    if (ban !== undefined) {
      await paceEarly(visit);
      return apiRefusal(new ChatError("address_banned", ban));
    }
    if (fields.has("origin")) await this.#checkOrigin(visit);
    if (path === OPENAPI_PATH) {
      await visit.pace();
      if (visit.head.method === "POST") throw wrongMethod("GET, HEAD");
      return this.#document ??= jsonResponse(200, openApi());
    }
    if (path !== EVENTS_PATH) return await this.#options.requests.answer(visit, body);
    try {
      return { reading: await this.#options.events.admit(visit) };
    } catch (error) {
      if (error instanceof ChatError) return apiRefusal(error);
      throw error;
    }
  }

  /** Who is restarted for a full disk is no better off: to be alive is to answer. */
  #health(method: string, path: string): Response {
    if (method === "POST") throw wrongMethod("GET, HEAD");
    const error = path === LIVE_PATH ? undefined : this.#options.notReady();
    if (error === undefined) return jsonResponse(200, { ok: true });
    return jsonResponse(503, { ok: false, error });
  }

  /** With a cookie they come from a page of this server, or only fetch. */
  async #files(visit: Visit, body: RequestBody): Promise<Response> {
    const { method, fields } = visit.head;
    const isRead = method === "GET" || method === "HEAD";
    if (!isRead && !fields.has("authorization")) await this.#checkOrigin(visit);
    return await this.#options.files.answer(visit, body, { takesCookies: true });
  }

  async #filesAlone(visit: Visit, body: RequestBody): Promise<Response> {
    const ban = this.#options.banOf(visit.address);
    if (ban !== undefined) {
      await paceEarly(visit);
      throw new HttpError(403, ban);
    }
    if (!isFilesPath(visit.head.path)) {
      await paceEarly(visit);
      throw notFound();
    }
    return await this.#options.files.answer(visit, body, { takesCookies: false });
  }

  /** Clients of IRC log in by themselves: cookies count for nothing there. */
  async #upgrade(visit: Visit, lines: LineProtocol | undefined): Promise<Upgrade> {
    const { fields } = visit.head;
    const accepted = switchProtocols(visit.head, lines);
    if (lines === undefined || fields.has("origin")) await this.#checkOrigin(visit);
    if (lines !== undefined) return { accepted, token: undefined, lines };
    return { accepted, token: tokenIn(fields.get("cookie"), visit.isSecure), lines };
  }

  async #act(
    action: ApiAction,
    visit: Visit,
    body: RequestBody,
  ): Promise<Response> {
    const { head: { method, fields, bodyBytes } } = visit;
    if (method !== "POST") throw wrongMethod("POST");
    await this.#checkOrigin(visit);
    const type = fields.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    // Forms of other pages cannot send it.
    if (type !== "application/json") {
      throw new HttpError(415, "The body must be application/json");
    }
    if (bodyBytes > MAX_LINE_BYTES) {
      throw new HttpError(413, `The body has at most ${MAX_LINE_BYTES} bytes here`);
    }
    return await this.#options.api.answer(action, visit, await body.whole());
  }

  /** Browsers say of every such request from which page it comes. Others only need to without a cookie. */
  async #checkOrigin(visit: Visit): Promise<void> {
    const { head: { path, host, fields }, isSecure } = visit;
    const origin = fields.get("origin");
    const mayLack = path !== SOCKET_PATH && !fields.has("cookie");
    if (origin === undefined && mayLack) return;
    if (origin !== undefined && this.#options.origins.allows(origin, { host, isSecure })) return;
    await paceEarly(visit);
    throw new HttpError(
      403,
      "This is no page of this server. If a proxy is before it, it must pass Host on, or " +
        "--web-origin must name the address of the page",
    );
  }
}

/**
 * Waits for the turn of the address where a request is refused before anybody has looked at its token:
 * those with tokens have not waited for it yet, all others have ({@linkcode hasOwnPace}).
 */
async function paceEarly(visit: Visit): Promise<void> {
  if (hasOwnPace(visit.head.path)) await visit.pace();
}

function notFound(): HttpError {
  return new HttpError(404, "There is nothing here", { goesOn: true });
}

function wrongMethod(allowed: string): HttpError {
  return new HttpError(405, `Only ${allowed} is answered here`, { headers: { Allow: allowed } });
}
