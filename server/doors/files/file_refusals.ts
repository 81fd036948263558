/** What requests for files are refused with, as answers. */
import { type ChatError, ERROR_SENTENCES } from "../../../protocol/errors.ts";
import { jsonResponse, type Response } from "../web/response.ts";
import { statusOf } from "../web/statuses.ts";

/** A refusal with one of the protocol's codes; what is not there and what one may not see are the same. */
export function refused(error: ChatError): Response {
  const { code, message, retryAfterSeconds } = error;
  if (code === "no_such_upload" || code === "no_such_message") return notFound();
  const status = statusOf(code);
  return jsonResponse(status, {
    ok: false,
    error: code,
    message,
    ...(retryAfterSeconds === undefined ? {} : { retry_after: retryAfterSeconds }),
  }, {
    ...(retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) }),
    ...(status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
  });
}

/** There is nothing there, or nothing for whoever asks. */
export function notFound(): Response {
  return jsonResponse(404, {
    ok: false,
    error: "not_found",
    message: "There is no such file, or you may not read it",
  });
}

/** A request that says something impossible. */
export function badRequest(message: string, headers: Record<string, string> = {}): Response {
  return jsonResponse(400, { ok: false, error: "bad_request", message }, headers);
}

/** A request with a method that means nothing there. */
export function wrongMethod(allowed: string): Response {
  const message = `Only ${allowed} is answered here`;
  return jsonResponse(405, { ok: false, error: "bad_request", message }, { Allow: allowed });
}

/** Something went wrong inside; the log knows what. */
export function failed(): Response {
  return jsonResponse(500, { ok: false, error: "internal", message: ERROR_SENTENCES.internal });
}
