/** Logging in, registering and logging out over HTTP, so that only the browser itself has the token. */
import type { LoginAnswer } from "../../../protocol/answers.ts";
import { decodeFields } from "../../../protocol/decode.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { Dispatcher } from "../../commands/dispatcher.ts";
import { logOutByToken } from "../../commands/account/logout.ts";
import type { Services } from "../../commands/services.ts";
import { refusalOf } from "../native/json_lines.ts";
import { cookiesFor, noCookies, tokenIn } from "./cookies.ts";
import { jsonResponse, type Response } from "./response.ts";
import { statusOf } from "./statuses.ts";
import { callerOf, pacedOf, type Visit } from "./visit.ts";
import { withoutToken } from "./web_door.ts";

/** What can be asked for, by the path. */
const ACTIONS = {
  "/api/login": "login",
  "/api/register": "register",
  "/api/logout": "logout",
} as const;

/** What an action of this door is called. */
export type ApiAction = (typeof ACTIONS)[keyof typeof ACTIONS];

/** The action that a path stands for; undefined for every other path. */
export function apiAction(path: string): ApiAction | undefined {
  return Object.hasOwn(ACTIONS, path) ? ACTIONS[path as keyof typeof ACTIONS] : undefined;
}

/** Answers such requests. */
export class Api {
  readonly #dispatcher: Dispatcher;
  readonly #services: Services;

  constructor(dispatcher: Dispatcher, services: Services) {
    this.#dispatcher = dispatcher;
    this.#services = services;
  }

  /** Does what is asked; every refusal is an answer, too. */
  async answer(action: ApiAction, visit: Visit, body: Uint8Array): Promise<Response> {
    try {
      return action === "logout"
        ? await this.#logOut(visit)
        : await this.#logIn(action, visit, body);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return refusalResponse(error);
    }
  }

  async #logIn(action: "login" | "register", visit: Visit, body: Uint8Array): Promise<Response> {
    const decoded = decodeFields(action, body);
    if ("error" in decoded) throw decoded.error;
    const { request } = decoded;
    if (request.action !== "login" && request.action !== "register") {
      throw new ChatError("unknown_action");
    }
    const pace = this.#dispatcher.pace(pacedOf(visit), request);
    if (pace instanceof ChatError) throw pace;
    if (pace > 0) await this.#services.delay(pace, visit.ended);
    const fields: LoginAnswer = await this.#dispatcher.run(callerOf(visit), request);
    return jsonResponse(200, { ok: true, ...withoutToken(fields) }, {
      "Set-Cookie": cookiesFor(fields.token ?? "", visit.isSecure),
    });
  }

  async #logOut({ head, isSecure }: Visit): Promise<Response> {
    const token = tokenIn(head.fields.get("cookie"), isSecure);
    if (token !== undefined) await logOutByToken(token, this.#services);
    return jsonResponse(200, { ok: true }, { "Set-Cookie": noCookies() });
  }
}

/** After how many seconds it makes sense to ask again where the server cannot answer now. */
const AGAIN_AFTER_S = 1;

/** A refusal as it is answered over HTTP. */
export function refusalResponse(error: ChatError): Response {
  const status = statusOf(error.code);
  const seconds = error.retryAfterSeconds ?? (status === 503 ? AGAIN_AFTER_S : undefined);
  return jsonResponse(
    status,
    refusalOf(undefined, error),
    seconds === undefined ? {} : { "Retry-After": String(seconds) },
  );
}
