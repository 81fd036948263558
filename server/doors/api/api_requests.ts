/** Requests of the protocol over HTTP: `POST /api/v1/<action>`, through the same dispatcher as all others. */
import { decodeFields } from "../../../protocol/decode.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { isAction, type Request } from "../../../protocol/requests.ts";
import type { Dispatcher } from "../../commands/dispatcher.ts";
import type { Services } from "../../commands/services.ts";
import type { Identity } from "../../live/online_account.ts";
import type { Reception } from "../reception.ts";
import { bearerIn, type Bearers } from "../web/bearers.ts";
import { HttpError } from "../web/http_error.ts";
import { API_PATH } from "../web/http_head.ts";
import type { RequestBody } from "../web/request_body.ts";
import { jsonResponse, type Response } from "../web/response.ts";
import { callerOf, pacedOf, type Visit } from "../web/visit.ts";
import { apiRefusal } from "./api_refusals.ts";

/** What requests are answered by. */
export interface ApiRequestsOptions {
  services: Services;
  dispatcher: Dispatcher;
  bearers: Bearers;
  reception: Pick<Reception, "ratesOf">;
}

const NO_FIELDS = new TextEncoder().encode("{}");

/** Answers them. No rule is here: what a request may and how fast is decided as on every connection. */
export class ApiRequests {
  readonly #options: ApiRequestsOptions;

  constructor(options: ApiRequestsOptions) {
    this.#options = options;
  }

  /** Does what is asked; every refusal is an answer, too. */
  answer(visit: Visit, body: RequestBody): Promise<Response> {
    const { requests } = this.#options.services.log;
    const answered = () => this.#answer(visit, body);
    return requests === undefined ? answered() : requests.run(answered);
  }

  async #answer(visit: Visit, body: RequestBody): Promise<Response> {
    const { elapsed, log } = this.#options.services;
    const beganMs = elapsed();
    const progress = { isRun: false };
    let response: Response;
    try {
      response = await this.#run(visit, body, progress);
    } catch (error) {
      const refusal = refusalOf(error, visit);
      if (!progress.isRun && log.has("debug")) {
        log.write({
          event: "request",
          action: `${visit.head.method} ${API_PATH}`,
          outcome: refusal instanceof ChatError ? refusal.code : String(refusal.status),
          milliseconds: elapsed() - beganMs,
          origin: visit.origin,
        });
      }
      response = apiRefusal(refusal);
    }
    const id = log.requests?.current;
    const headers = id === undefined
      ? response.headers
      : { ...response.headers, "X-Request-Id": id };
    return { ...response, headers, isLogged: true };
  }

  async #run(visit: Visit, body: RequestBody, progress: { isRun: boolean }): Promise<Response> {
    const { dispatcher, services } = this.#options;
    const action = visit.head.path.slice(API_PATH.length);
    const fields = await this.#fieldsOf(visit, body);
    const identity = await this.#identityOf(visit);
    const paced = {
      ...pacedOf(visit),
      identity,
      addressRates: this.#options.reception.ratesOf(visit.address),
    };
    const decoded = isAction(action)
      ? decodeFields(action, fields)
      : { error: new ChatError("unknown_action") };
    const pace = "request" in decoded
      ? dispatcher.pace(paced, decoded.request)
      : dispatcher.paceOfRubbish(paced);
    if (pace instanceof ChatError) {
      visit.manners.pauseMs = dispatcher.pauseAfter(paced, pace);
      throw pace;
    }
    if (pace > 0) await services.delay(pace, visit.ended);
    if ("error" in decoded) throw decoded.error;
    progress.isRun = true;
    const caller = { ...callerOf(visit), identity };
    try {
      const answer = await dispatcher.run(caller, decoded.request as Request & { action: "ping" });
      return jsonResponse(200, { ok: true, ...answer });
    } catch (error) {
      if (error instanceof ChatError) {
        visit.manners.pauseMs = dispatcher.pauseAfter(paced, error);
      }
      throw error;
    }
  }

  /** What is no request counts like what is asked without a token. */
  async #fieldsOf(visit: Visit, body: RequestBody): Promise<Uint8Array> {
    try {
      return await fieldsOf(visit, body);
    } catch (error) {
      await visit.pace();
      throw error;
    }
  }

  /** Who asks, as of now; undefined for whoever brings no token, who waits for the turn of its address. */
  async #identityOf(visit: Visit): Promise<Identity | undefined> {
    const token = bearerIn(visit);
    if (token === undefined) {
      await visit.pace();
      if (visit.head.fields.has("authorization")) throw new ChatError("bad_credentials");
      return undefined;
    }
    const { account: id, name, role, session } = await this.#options.bearers.find(visit, token);
    const { hub, rateShares } = this.#options.services;
    rateShares?.used(id);
    return { account: hub.acting({ id, name, role }), session };
  }
}

/** The body of a request that is one: a JSON object, or nothing at all for a request without fields. */
async function fieldsOf({ head }: Visit, body: RequestBody): Promise<Uint8Array> {
  if (head.method !== "POST") {
    const headers = { Allow: "POST" };
    throw new HttpError(405, "Only POST is answered here", { headers, goesOn: true });
  }
  if (body.bytes > MAX_LINE_BYTES) {
    throw new HttpError(413, `The body has at most ${MAX_LINE_BYTES} bytes here`);
  }
  if (body.bytes === 0) return NO_FIELDS;
  const type = head.fields.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new HttpError(415, "The body must be application/json");
  }
  return await body.whole();
}

/** What is answered where something was thrown; what has no answer is thrown on. */
function refusalOf(error: unknown, { ended }: Visit): ChatError | HttpError {
  if (error instanceof ChatError || error instanceof HttpError) return error;
  if (ended.aborted && error === ended.reason) return new ChatError("busy");
  throw error;
}
