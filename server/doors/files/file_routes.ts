/** What is answered to requests for files, whichever door they come through. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Services } from "../../commands/services.ts";
import type { Bearers } from "../web/bearers.ts";
import { HttpError } from "../web/http_error.ts";
import { FILES_PATH } from "../web/http_head.ts";
import type { RequestBody } from "../web/request_body.ts";
import type { Response } from "../web/response.ts";
import type { Visit } from "../web/visit.ts";
import { answerWithFile } from "./download_routes.ts";
import { notFound, refused, wrongMethod } from "./file_refusals.ts";
import { TransferPlaces } from "./transfer_places.ts";
import { UploadRoutes, UPLOADS_PATH } from "./upload_routes.ts";
import { Visitors } from "./visitors.ts";

/** `/files/` and the id of a message, and perhaps a name, which is for people. */
const MESSAGE_PATH = /^\/files\/(\d{1,15})(?:\/[^/]*)?$/;

/** Decides by the path. */
export class FileRoutes {
  readonly #services: Services;
  readonly #visitors: Visitors;
  readonly #uploads: UploadRoutes;
  readonly #places: TransferPlaces;

  constructor(services: Services, bearers: Bearers) {
    this.#services = services;
    this.#visitors = new Visitors(services, bearers);
    this.#uploads = new UploadRoutes(services.files.uploads);
    this.#places = new TransferPlaces();
  }

  /** Answers a request; every refusal is an answer. `takesCookies` says that browsers may ask. */
  answer(
    visit: Visit,
    body: RequestBody,
    how: { takesCookies: boolean },
  ): Promise<Response> {
    const { elapsed, log } = this.#services;
    const answered = async () => {
      const beganMs = elapsed();
      const response = await this.#admit(visit, body, how);
      if (!log.has("debug")) return response;
      const { head: { method }, origin } = visit;
      log.write({
        event: "request",
        action: `${method} ${FILES_PATH}`,
        outcome: String(response.status),
        milliseconds: elapsed() - beganMs,
        origin,
      });
      return response;
    };
    return log.requests === undefined ? answered() : log.requests.run(answered);
  }

  async #admit(
    visit: Visit,
    body: RequestBody,
    { takesCookies }: { takesCookies: boolean },
  ): Promise<Response> {
    let account: number;
    try {
      account = await this.#visitors.accountOf(visit, { takesCookies });
      if (!this.#places.enter(account)) {
        throw new ChatError("slow_down", "There are as many transfers as there may be", {
          retryAfterSeconds: 5,
        });
      }
    } catch (error) {
      return refusalOf(error);
    }
    let response: Response | undefined;
    try {
      response = await this.#answer(account, visit, body);
      return this.#leaving(account, response);
    } catch (error) {
      return refusalOf(error);
    } finally {
      if (response === undefined || response.body instanceof Uint8Array) {
        this.#places.leave(account);
      }
    }
  }

  #answer(account: number, visit: Visit, body: RequestBody): Promise<Response> | Response {
    const { path } = visit.head;
    if (path === FILES_PATH) return this.#uploads.begin(account, visit, body);
    if (path.startsWith(UPLOADS_PATH)) {
      const id = path.slice(UPLOADS_PATH.length);
      return this.#uploads.answer({ account, id }, visit, body);
    }
    const [, message] = MESSAGE_PATH.exec(path) ?? [];
    if (message === undefined) return notFound();
    return this.#download(account, Number(message), visit);
  }

  async #download(account: number, message: number, visit: Visit): Promise<Response> {
    const { method } = visit.head;
    if (method !== "GET" && method !== "HEAD") return wrongMethod("GET, HEAD");
    const { files, journal, log } = this.#services;
    const shared = await journal.query("file_of_message", { account, message });
    if (shared === undefined) return notFound();
    const onFailure = (message: string) => log.write({ event: "error", message });
    return await answerWithFile(shared, visit, { files, onFailure });
  }

  /** The place of a file that is sent is free once it has been. */
  #leaving(account: number, response: Response): Response {
    const { body } = response;
    if (body instanceof Uint8Array) return response;
    let isOpen = true;
    return {
      ...response,
      body: {
        bytes: body.bytes,
        send: (write) => body.send(write),
        close: () => {
          if (isOpen) this.#places.leave(account);
          isOpen = false;
          body.close();
        },
      },
    };
  }
}

function refusalOf(error: unknown): Response {
  if (error instanceof ChatError) return refused(error);
  if (error instanceof HttpError && error.status === 429) {
    const seconds = Number(error.headers["Retry-After"] ?? 1);
    return refused(new ChatError("slow_down", undefined, { retryAfterSeconds: seconds }));
  }
  throw error;
}
